// Which addresses the view hands to the hub instead of going there.
#include "ui/connect/caught_redirect.h"

#include <QTest>

namespace hub {

class CaughtRedirectTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyTheVeryAddressIsCaught_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("callback"); // null = the view goes there
        const auto row = [](const char *name, const char *url, const char *query) {
            QTest::addRow("%s", name) << QString::fromLatin1(url) << (query != nullptr ? QStringLiteral("http://127.0.0.1:7423/callback") + QString::fromLatin1(query) : QString());
        };
        row("with its answer", "https://app.acme.example/hub/cb?code=1&state=s", "?code=1&state=s");
        row("the query stays as it came", "https://app.acme.example/hub/cb?code=4%2F0+A%26b%20c&state=s", "?code=4%2F0+A%26b%20c&state=s");
        row("a fragment is left behind", "https://app.acme.example/hub/cb?code=1#_=_", "?code=1");
        row("in capitals, as browsers never send it", "HTTPS://APP.ACME.example/hub/cb?code=1", "?code=1");
        row("plain http", "http://app.acme.example/hub/cb?code=1", nullptr);
        row("another port", "https://app.acme.example:8443/hub/cb?code=1", nullptr);
        row("another host that ends like it", "https://evil-app.acme.example/hub/cb?code=1", nullptr);
        row("a host that begins like it", "https://app.acme.example.evil.test/hub/cb?code=1", nullptr);
        row("its host as somebody's user name", "https://app.acme.example@evil.test/hub/cb?code=1", nullptr);
        row("with a user name", "https://me@app.acme.example/hub/cb?code=1", nullptr);
        row("below it", "https://app.acme.example/hub/cb/more?code=1", nullptr);
        row("a slash more", "https://app.acme.example/hub/cb/?code=1", nullptr);
        row("another case of the path", "https://app.acme.example/hub/CB?code=1", nullptr);
        row("the address inside a query", "https://evil.test/?to=https://app.acme.example/hub/cb", nullptr);
        row("a plain http one that stands in the list", "http://plain.acme.example/cb?code=1", nullptr);
    }
    void onlyTheVeryAddressIsCaught()
    {
        QFETCH(QString, url);
        QFETCH(QString, callback);
        const QList<QUrl> caught{QUrl(QStringLiteral("https://other.example/cb")), QUrl(QStringLiteral("https://app.acme.example/hub/cb")),
                                 QUrl(QStringLiteral("http://plain.acme.example/cb"))};
        const std::optional<QUrl> found = callbackFor(QUrl(url), caught, QUrl(QStringLiteral("http://127.0.0.1:7423")));
        QCOMPARE(found.has_value(), !callback.isNull());
        if (found)
            QCOMPARE(found->toString(QUrl::FullyEncoded), callback);
    }
};

} // namespace hub

QTEST_GUILESS_MAIN(hub::CaughtRedirectTest)
#include "caught_redirect_test.moc"
