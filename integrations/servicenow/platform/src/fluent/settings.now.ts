import '@servicenow/sdk/global'
import { Property } from '@servicenow/sdk/core'

Property({
    $id: Now.ID['webhook_url'],
    name: 'x_empathkit.webhook_url',
    type: 'string',
    value: '',
    description: 'Where EmpathKit takes webhooks: https://<handler>/webhooks/servicenow. Empty: nothing is sent.',
    isPrivate: true,
    roles: { read: ['admin'], write: ['admin'] },
})
Property({
    $id: Now.ID['webhook_secret'],
    name: 'x_empathkit.webhook_secret',
    type: 'password2',
    value: '',
    description: 'The same text as EMPATHKIT_SERVICENOW_WEBHOOK_SECRET, in ASCII.',
    isPrivate: true,
    roles: { read: ['admin'], write: ['admin'] },
})
Property({
    $id: Now.ID['api_url'],
    name: 'x_empathkit.api_url',
    type: 'string',
    value: '',
    description: 'Where EmpathKit answers its API, for the button "Check my reply": https://<handler>.',
    isPrivate: true,
    roles: { read: ['admin'], write: ['admin'] },
})
Property({
    $id: Now.ID['api_token'],
    name: 'x_empathkit.api_token',
    type: 'password2',
    value: '',
    description: 'The same text as EMPATHKIT_API_TOKEN.',
    isPrivate: true,
    roles: { read: ['admin'], write: ['admin'] },
})
