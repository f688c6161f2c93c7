// What the bar over the view says of an address.
#include "ui/connect/view_bar.h"

#include <QTest>

namespace hub {

class ViewBarTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAddressIsJudged_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<int>("security");
        const auto row = [](const char *name, const char *url, Security security) { QTest::addRow("%s", name) << QString::fromLatin1(url) << int(security); };
        row("the hub's own page", "http://127.0.0.1:7423/connect/", Security::ThisMachine);
        row("another port of this machine", "http://127.0.0.1:7424/connect/", Security::NotSecure);
        row("a name that begins like ours", "http://127.0.0.1.evil.test:7423/", Security::NotSecure);
        row("the hub's address as somebody's user name", "http://127.0.0.1:7423@evil.test/", Security::NotSecure);
        row("https", "https://gitlab.com/oauth/authorize", Security::Secure);
        row("plain http", "http://gitlab.com/", Security::NotSecure);
        row("a file", "file:///etc/passwd", Security::NotSecure);
    }
    void anAddressIsJudged()
    {
        QFETCH(QString, url);
        QFETCH(int, security);
        QCOMPARE(int(securityOf(QUrl(url), QUrl(QStringLiteral("http://127.0.0.1:7423")))), security);
    }
    void aNameInAnotherScriptIsShownAsDialled()
    {
        QCOMPARE(shownHost(QUrl(QStringLiteral("https://gitlab.com/x"))), QStringLiteral("gitlab.com"));
        QVERIFY(shownHost(QUrl(QString::fromUtf8("https://gіtlab.com/"))).startsWith(QStringLiteral("xn--")));
    }
    void theFieldIsReadAloud()
    {
        OriginField field;
        field.show(QUrl(QStringLiteral("https://gitlab.com/oauth/authorize?client_id=1")), Security::Secure);
        QCOMPARE(field.accessibleName(), QStringLiteral("Secure, gitlab.com"));
        QVERIFY(!field.toolTip().contains(QStringLiteral("client_id")));
    }
    void anAddressReadsTheSameInEveryLanguage()
    {
        OriginField field;
        field.resize(400, 32);
        field.show(QUrl(QStringLiteral("https://gitlab.com/oauth/authorize")), Security::Secure);
        const QImage before = field.grab().toImage();
        field.setLayoutDirection(Qt::RightToLeft);
        QCOMPARE(field.grab().toImage(), before);
    }
};

} // namespace hub

QTEST_MAIN(hub::ViewBarTest)
#include "view_bar_test.moc"
