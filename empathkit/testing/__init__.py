"""What tests of EmpathKit and of a desk's own connector need: sandboxes and servers."""
