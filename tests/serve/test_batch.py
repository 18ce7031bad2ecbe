import threading

import pytest

from empathkit.serve.batch import Batch


def test_each_caller_gets_its_own_result():
    double = Batch(lambda items: [2 * item for item in items])
    results = {}
    threads = [threading.Thread(target=lambda n=n: results.update({n: double(n)})) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert results == {n: 2 * n for n in range(50)}


def test_who_comes_while_another_works_goes_together_with_the_next():
    began, go, batches = threading.Event(), threading.Event(), []

    def work(items):
        batches.append(sorted(items))
        began.set()
        go.wait(10)
        return items

    batch = Batch(work, most=3)
    threads = [threading.Thread(target=batch, args=(0,))]
    threads[0].start()
    assert began.wait(10)
    threads += [threading.Thread(target=batch, args=(n,)) for n in range(1, 6)]
    for thread in threads[1:]:
        thread.start()
    while len(batch._waiting) < 5:
        threading.Event().wait(0.001)
    go.set()
    for thread in threads:
        thread.join(10)

    assert batches[0] == [0]
    assert [len(one) for one in batches] == [1, 3, 2]


def test_a_failure_reaches_those_it_concerns_and_nobody_else():
    def work(items):
        if "bad" in items:
            raise ValueError("no")
        return items

    batch = Batch(work)
    with pytest.raises(ValueError, match="no"):
        batch("bad")
    assert batch("good") == "good"
