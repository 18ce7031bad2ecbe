import '@servicenow/sdk/global'
import { Acl, Role } from '@servicenow/sdk/core'

// What EmpathKit's own user needs beside the right to read tickets and to write their work notes.
const integration = Role({
    name: 'x_empathkit.integration',
    description: 'For EmpathKit\'s own user alone: lets it find its notes again, and names of files.',
    canDelegate: false,
})

Acl({
    $id: Now.ID['read_journal'],
    type: 'record',
    table: 'sys_journal_field',
    operation: 'read',
    roles: [integration],
    description: 'Work notes and comments of tickets, to find a note again that was written.',
})
Acl({
    $id: Now.ID['read_attachments'],
    type: 'record',
    table: 'sys_attachment',
    operation: 'read',
    roles: [integration],
    description: 'Names and sizes of files on tickets; what is in them is in another table.',
})
