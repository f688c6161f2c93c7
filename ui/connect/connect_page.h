// Connecting an account: the page in a view (screens 2 to 4), or in the person's browser, and how it ended (5 and 6).
#pragma once

#include "ui/common/hub_state.h"

#include <QUrl>
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTimer;

namespace hub {

class ConnectView;
class ConnectViewPlugin;
class Note;
class ViewBar;

class ConnectPage : public QWidget {
    Q_OBJECT
public:
    //! What the person wants to connect; empty = picks on the page.
    struct Wish {
        QString connector, account;
    };

    //! \param pluginFile the view's; loaded when a page is first shown
    ConnectPage(HubState *state, QString pluginFile, QWidget *parent = nullptr);
    ~ConnectPage() override;

    //! Starts afresh; a sign-in that is under way is cancelled.
    void begin(const Wish &wish);
    //! Shows what is under way, or the picker.
    void resume();
    bool isBusy() const { return !m_session.isEmpty(); }
    void focusOrigin();

Q_SIGNALS:
    void finished(); //!< the person is done here

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeViewPage();
    QWidget *makeBrowserPage();
    void start();
    void showView();
    void showInBrowser(const QString &why);
    void wait();
    void ended(const QJsonObject &result);
    void showSuccess(const QJsonObject &account);
    void showError(const QJsonObject &error);
    void showProblem(const QString &text);
    void setEnd(QWidget *page);
    void cancel();
    void askCancel();
    void ownApp(const QString &connector);
    void onUrl(const QUrl &url);
    void tick();
    bool loadView();
    void dropView();

    HubState *m_state;
    QString m_pluginFile;
    ConnectViewPlugin *m_plugin = nullptr;
    ConnectView *m_view = nullptr;
    Wish m_wish;
    QString m_session;
    QUrl m_url;
    QList<QUrl> m_caught; //!< redirect URIs that only the view can catch
    QDateTime m_expires;
    QString m_noView; //!< why there is no view, once it is known
    QStackedWidget *m_stack;
    QWidget *m_viewPage, *m_browserPage;
    QWidget *m_end = nullptr;
    ViewBar *m_bar = nullptr;
    QWidget *m_strip = nullptr;
    QLabel *m_whose = nullptr, *m_left = nullptr, *m_browserTitle = nullptr, *m_browserText = nullptr;
    Note *m_viewNote = nullptr, *m_browserNote = nullptr;
    QTimer *m_clock;
    int m_round = 0; //!< answers of an older session are not ours any more
    bool m_unreached = false; //!< it ended because no hub was there
};

} // namespace hub
