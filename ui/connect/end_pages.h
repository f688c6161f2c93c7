// How a sign-in ended: connected (screen 5), the person's own app was refused (6), or something else.
#pragma once

#include "ui/common/hub_state.h"

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace hub {

class GrantList;
class Note;

class SuccessPage : public QWidget {
    Q_OBJECT
public:
    //! \param account as the control socket says it
    SuccessPage(HubState *state, const QJsonObject &account, QWidget *parent);
    void focusFirst();

Q_SIGNALS:
    void done();
    void another();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void save(bool again);

    GrantList *m_grants;
    QPushButton *m_save;
    Note *m_note;
    bool m_again = false;
};

class AppErrorPage : public QWidget {
    Q_OBJECT
public:
    //! \param error code, message, technical
    AppErrorPage(HubState *state, QString connector, const QJsonObject &error, QWidget *parent);
    void focusFirst();

Q_SIGNALS:
    void again();
    void back();

private:
    QWidget *makeSteps(const QString &docsUrl);
    void save();

    HubState *m_state;
    QString m_connector;
    QJsonObject m_profile; //!< as the hub keeps it
    QLineEdit *m_secret = nullptr;
    QPushButton *m_save;
    Note *m_note;
};

class ProblemPage : public QWidget {
    Q_OBJECT
public:
    ProblemPage(const QString &text, QWidget *parent);

Q_SIGNALS:
    void again();
};

} // namespace hub
