// Which keys may use one account: check boxes, saved together.
#pragma once

#include "ui/common/hub_state.h"

#include <QWidget>

class QCheckBox;

namespace hub {

//! What a key may do, in words: "read", "read + write", "everything, and managing accounts". No effects listed = all.
QString mayText(const KeyInfo &key);

class GrantList : public QWidget {
    Q_OBJECT
public:
    GrantList(HubState *state, QString accountId, QWidget *parent = nullptr);
    bool isEmpty() const { return m_boxes.isEmpty(); }
    void focusFirst();
    //! Sends what changed, one key after the other; then saved() or failed().
    void save();

Q_SIGNALS:
    void saved();
    void failed(const QString &why);

private:
    struct Box {
        QString key;
        QCheckBox *check;
        bool was;
    };
    void addRow(const KeyInfo &key, bool last);
    void saveFrom(qsizetype at);

    HubState *m_state;
    QString m_account;
    QList<Box> m_boxes;
};

} // namespace hub
