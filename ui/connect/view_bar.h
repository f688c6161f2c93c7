// The bar over the view: whose page this is, drawn by us, never by the page.
#pragma once

#include <QUrl>
#include <QWidget>

class QLineEdit;
class QPushButton;
class QToolButton;

namespace hub {

enum class Security { ThisMachine, Secure, NotSecure };

//! \param hub the hub's own address
Security securityOf(const QUrl &url, const QUrl &hub);
//! The host as the person can judge it: a long one loses its left end, so that the registrable domain stays; punycode for
//! names that mix scripts.
QString shownHost(const QUrl &url);

//! Read only; its text can be chosen and copied.
class OriginField : public QWidget {
    Q_OBJECT
public:
    explicit OriginField(QWidget *parent = nullptr);
    void show(const QUrl &url, Security security);
    QUrl url() const { return m_url; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QUrl m_url;
    Security m_security = Security::ThisMachine;
};

class ViewBar : public QWidget {
    Q_OBJECT
public:
    explicit ViewBar(QWidget *parent = nullptr);
    void setHub(const QUrl &hub) { m_hub = hub; }
    void setUrl(const QUrl &url);
    void setCanGoBack(bool can);
    void focusOrigin();

Q_SIGNALS:
    void back();
    void reload();
    void browserWanted();
    void cancelled();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QUrl m_hub;
    QToolButton *m_back, *m_reload;
    OriginField *m_origin;
};

} // namespace hub
