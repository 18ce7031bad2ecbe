import '@servicenow/sdk/global'
import { Acl, ScriptInclude, UiAction } from '@servicenow/sdk/core'

ScriptInclude({
    $id: Now.ID['draft_check'],
    name: 'DraftCheck',
    apiName: 'x_empathkit.DraftCheck',
    description: 'Holds a reply against EmpathKit\'s rules.',
    clientCallable: true,
    active: true,
    script: Now.include('../scripts/DraftCheck.js'),
})
Acl({
    $id: Now.ID['call_draft_check'],
    type: 'client_callable_script_include',
    name: 'DraftCheck',
    operation: 'execute',
    roles: ['itil'],
    description: 'Agents may check their replies.',
})
UiAction({
    $id: Now.ID['check_incident'],
    table: 'incident',
    name: 'Check my reply',
    actionName: 'x_empathkit_check_reply',
    active: true,
    showUpdate: true,
    form: { showButton: true },
    client: { isClient: true, isUi11Compatible: true, isUi16Compatible: true, onClick: 'empathkitCheckReply();' },
    script: Now.include('../scripts/check_reply.js'),
    roles: ['itil'],
})
UiAction({
    $id: Now.ID['check_item'],
    table: 'sc_req_item',
    name: 'Check my reply',
    actionName: 'x_empathkit_check_reply',
    active: true,
    showUpdate: true,
    form: { showButton: true },
    client: { isClient: true, isUi11Compatible: true, isUi16Compatible: true, onClick: 'empathkitCheckReply();' },
    script: Now.include('../scripts/check_reply.js'),
    roles: ['itil'],
})
