/*
 * EmpathKit: holds what an agent has typed against the rules, for the button "Check my reply". Called by GlideAjax.
 *
 * The draft and the ticket's own description go to EmpathKit's /v1/check, over TLS, and nowhere else; nothing is stored.
 * Properties: x_empathkit.api_url (https://<handler>) and x_empathkit.api_token (EMPATHKIT_API_TOKEN).
 * Not run on an instance: it follows the documented APIs, and is tested in Node against stand-ins for them.
 */
var DraftCheck = Class.create();
DraftCheck.prototype = Object.extendsObject(global.AbstractAjaxProcessor, {
  check: function () {
    var url = gs.getProperty('x_empathkit.api_url');
    var token = gs.getProperty('x_empathkit.api_token');
    var text = this._text(this.getParameter('sysparm_text'));
    if (!url || !token) {
      return this._say('EmpathKit is not set up: x_empathkit.api_url and x_empathkit.api_token are missing');
    }
    if (!text.trim()) {
      return this._say('There is no reply to check: type it into Additional comments first');
    }
    var document = { text: text };
    var ticket = this._ticket(this._text(this.getParameter('sysparm_table')), this._text(this.getParameter('sysparm_id')));
    if (ticket) {
      document.ticket = ticket;
    }
    var request = new sn_ws.RESTMessageV2();
    request.setEndpoint(url.replace(/\/+$/, '') + '/v1/check');
    request.setHttpMethod('POST');
    request.setHttpTimeout(10000);
    request.setRequestHeader('Content-Type', 'application/json');
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Authorization', 'Bearer ' + token);
    request.setRequestBody(this._ascii(JSON.stringify(document)));
    try {
      var response = request.execute();
      if (response.getStatusCode() != 200) {
        return this._say('EmpathKit did not answer (' + response.getStatusCode() + ')');
      }
      return this._findings(JSON.parse(response.getBody()));
    } catch (error) {
      return this._say('EmpathKit did not answer');
    }
  },

  /* The ticket as far as this agent may read it. */
  _ticket: function (table, id) {
    var PERSON = { incident: 'caller_id', sc_req_item: 'requested_for', interaction: 'opened_for' };
    if (!PERSON[table] || !/^[0-9a-f]{32}$/.test(id)) {
      return null;
    }
    var record = new GlideRecordSecure(table);
    if (!record.get(id)) {
      return null;
    }
    var said = this._text(record.getValue('description')) || this._text(record.getValue('short_description'));
    var person = this._text(record.getValue(PERSON[table]));
    return {
      key: this._text(record.getValue('number')),
      summary: this._text(record.getValue('short_description')),
      requester: { id: person || 'unknown', name: this._text(record.getDisplayValue(PERSON[table])) || null },
      messages: [{ author: 'requester', body: said }]
    };
  },

  _findings: function (report) {
    var lines = [];
    for (var i = 0; i < report.findings.length; i++) {
      var one = report.findings[i];
      var fix = one.fix === null || one.fix === undefined ? '' : ' \u2192 ' + (one.fix || '(leave it out)');
      lines.push(one.rule + ': ' + one.message + (one.quote ? ' "' + one.quote + '"' : '') + fix);
    }
    return this._ascii(JSON.stringify({ lines: lines.length ? lines : ['Nothing was found.'] }));
  },

  _say: function (line) {
    return JSON.stringify({ lines: [line] });
  },

  _text: function (value) {
    return value === null || value === undefined ? '' : value + '';
  },

  _ascii: function (text) {
    return text.replace(/[\u0080-\uffff]/g, function (one) {
      return '\\u' + ('0000' + one.charCodeAt(0).toString(16)).slice(-4);
    });
  },

  type: 'DraftCheck'
});
