import '@servicenow/sdk/global'
import { BusinessRule } from '@servicenow/sdk/core'

// "after", not "async": see the head of the script.
BusinessRule({
    $id: Now.ID['notify_incident'],
    name: 'EmpathKit: tell of an incident',
    table: 'incident',
    when: 'after',
    action: ['insert', 'update'],
    order: 1000,
    active: true,
    script: Now.include('../scripts/notify.js'),
})
BusinessRule({
    $id: Now.ID['notify_item'],
    name: 'EmpathKit: tell of a requested item',
    table: 'sc_req_item',
    when: 'after',
    action: ['insert', 'update'],
    order: 1000,
    active: true,
    script: Now.include('../scripts/notify.js'),
})
BusinessRule({
    $id: Now.ID['notify_task'],
    name: 'EmpathKit: tell of a catalog task',
    table: 'sc_task',
    when: 'after',
    action: ['insert', 'update'],
    order: 1000,
    active: true,
    script: Now.include('../scripts/notify.js'),
})
BusinessRule({
    $id: Now.ID['notify_interaction'],
    name: 'EmpathKit: tell of an interaction',
    table: 'interaction',
    when: 'after',
    action: ['insert', 'update'],
    order: 1000,
    active: true,
    script: Now.include('../scripts/notify.js'),
})
