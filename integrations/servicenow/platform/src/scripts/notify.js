/*
 * EmpathKit: tells the webhook handler that a ticket was opened or changed. Ids and flags only, no ticket text.
 *
 * A business rule on incident, sc_req_item, sc_task and interaction: Advanced, When "after" with Insert and Update. Not
 * "async": an async rule has no previous version of the record, so changes() does not work in it, and its sys_updated_by may be a later one
 * (ServiceNow, "Business rules" and KB0687840). executeAsync() keeps the user from waiting for us.
 *
 * Properties (sys_properties.list; the secret "Private", and readable by admin alone):
 *   x_empathkit.webhook_url     https://<handler>/webhooks/servicenow
 *   x_empathkit.webhook_secret  the same text as EMPATHKIT_SERVICENOW_WEBHOOK_SECRET, in ASCII
 *
 * Written for a scoped application. In the global scope use GlideCertificateEncryption for CertificateEncryption and
 * GlideStringUtil.base64Encode for gs.base64Encode.
 * Not run on an instance: it follows the documented APIs, and is tested in Node against stand-ins for them.
 */
(function executeRule(current, previous) {
  var WATCHED = {
    comments: ['comments'],
    work_notes: ['work_notes'],
    assignment: ['assigned_to', 'assignment_group'],
    state: ['state']
  };

  var PERSON = { // where the requester stands
    incident: ['caller_id'],
    sc_req_item: ['requested_for'],
    sc_task: ['request_item', 'requested_for'],
    interaction: ['opened_for']
  };

  function ascii(text) { // how generateMac encodes other characters is not documented
    return text.replace(/[\u0080-\uffff]/g, function (one) {
      return '\\u' + ('0000' + one.charCodeAt(0).toString(16)).slice(-4);
    });
  }

  function text(value) { // a field may be empty, and so may be what it refers to
    return value === null || value === undefined ? '' : value + '';
  }

  function requester() {
    var at = current;
    var path = PERSON[text(current.getTableName())] || [];
    for (var i = 0; i < path.length; i++) {
      at = at[path[i]];
      if (at === null || at === undefined) {
        return '';
      }
    }
    return text(at.user_name);
  }

  function changedNames() {
    var names = [];
    for (var name in WATCHED) {
      for (var i = 0; i < WATCHED[name].length; i++) {
        if (current.isValidField(WATCHED[name][i]) && current[WATCHED[name][i]].changes()) {
          names.push(name);
          break;
        }
      }
    }
    return names.sort();
  }

  var url = gs.getProperty('x_empathkit.webhook_url');
  var secret = gs.getProperty('x_empathkit.webhook_secret');
  var event = text(current.operation());
  var changed = event === 'update' ? changedNames() : [];
  if (!url || !secret || (event === 'update' && changed.length === 0)) {
    return;
  }

  var body = ascii(JSON.stringify({
    event: event,
    table: text(current.getTableName()),
    sys_id: text(current.getUniqueValue()),
    number: text(current.number),
    sys_mod_count: text(current.sys_mod_count),
    sys_updated_on: text(current.getValue('sys_updated_on')), // stored values are in UTC
    sys_updated_by: text(current.sys_updated_by),
    caller: requester(),
    changed: changed,
    state: text(current.state),
    previous_state: event === 'update' ? text(previous.state) : '',
    delivery_id: text(gs.generateGUID())
  }));
  var timestamp = Math.floor(new GlideDateTime().getNumericValue() / 1000) + '';
  var mac = new CertificateEncryption().generateMac(gs.base64Encode(secret), 'HmacSHA256', timestamp + '.' + body);

  var request = new sn_ws.RESTMessageV2();
  request.setEndpoint(url);
  request.setHttpMethod('POST');
  request.setHttpTimeout(10000);
  request.setRequestHeader('Content-Type', 'application/json');
  request.setRequestHeader('X-EmpathKit-Timestamp', timestamp);
  request.setRequestHeader('X-EmpathKit-Signature', 'v1,' + mac);
  request.setRequestBody(body);
  request.executeAsync();
})(current, previous);
