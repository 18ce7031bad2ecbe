/*
 * EmpathKit: the button "Check my reply" on a form. What was typed into Additional comments stays where it is; what was
 * found is shown above the form. Nothing is sent to the requester and nothing is saved.
 */
function empathkitCheckReply() {
  function escaped(text) { // messages above a form are shown as HTML
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  }

  var call = new GlideAjax('x_empathkit.DraftCheck');
  call.addParam('sysparm_name', 'check');
  call.addParam('sysparm_text', g_form.getValue('comments'));
  call.addParam('sysparm_table', g_form.getTableName());
  call.addParam('sysparm_id', g_form.getUniqueValue());
  call.getXMLAnswer(function (answer) {
    var lines = [];
    try {
      lines = JSON.parse(answer).lines;
    } catch (error) {
      lines = ['EmpathKit did not answer'];
    }
    g_form.clearMessages();
    for (var i = 0; i < lines.length; i++) {
      g_form.addInfoMessage(escaped(lines[i]));
    }
  });
  return false;
}
