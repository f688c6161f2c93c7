// Screen 10: a new key, shown once, and what to paste into the agent.
#pragma once

#include "ui/common/clipboard.h"
#include "ui/common/hub_state.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace hub {

class StatePill;

class KeyOnceDialog : public QDialog {
    Q_OBJECT
public:
    //! \param made the answer of keys.create
    KeyOnceDialog(HubState *state, const QJsonObject &made, QWidget *parent);
    void reject() override;

private:
    QWidget *makeKeyRow();
    QWidget *makeSnippet();
    QWidget *makeFoot();
    void choose(int client);
    void look();

    HubState *m_state;
    SecretClipboard m_clipboard;
    QString m_id, m_secret;
    QJsonObject m_config;
    QPlainTextEdit *m_text = nullptr;
    QLabel *m_copied;
    StatePill *m_call = nullptr;
    bool m_asked = false;
};

} // namespace hub
