// What is pasted into agents works as pasted.
#include "ui/agents/snippets.h"

#include <QJsonDocument>
#include <QTest>

namespace hub {

using namespace Qt::StringLiterals;

class SnippetsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theMcpServersSnippetIsTheHubsOwn()
    {
        const QString text = snippetText(Snippet::McpServers, config(), u"ch_k_s"_s, u"http://127.0.0.1:7423"_s);
        QCOMPARE(QJsonDocument::fromJson(text.toUtf8()).object(), config());
    }
    void vsCodeCallsThemServers()
    {
        const QString text = snippetText(Snippet::VsCode, config(), u"ch_k_s"_s, u"http://127.0.0.1:7423"_s);
        QCOMPARE(QJsonDocument::fromJson(text.toUtf8()).object()[u"servers"_s], config()[u"mcpServers"_s]);
    }
    void aShellReadsTheHeaderAsOneWord()
    {
        const QString text = snippetText(Snippet::ClaudeCode, config(), u"ch_k_s"_s, u"http://127.0.0.1:7423"_s);
        QVERIFY(text.contains(u"--header 'Authorization: Basic a'\\''b'"_s));
        QVERIFY(text.startsWith(u"claude mcp add --transport http connect-hub http://127.0.0.1:7423/mcp"_s));
    }
    void curlSendsTheKeyAsUserToWhatAnyKeyMayRead()
    {
        QCOMPARE(snippetText(Snippet::Curl, config(), u"ch_k_s"_s, u"http://127.0.0.1:7423"_s), u"curl -u 'ch_k_s:' http://127.0.0.1:7423/connectors/meta"_s);
    }

private:
    static QJsonObject config()
    {
        const QJsonObject headers{{u"Authorization"_s, u"Basic a'b"_s}};
        const QJsonObject server{{u"type"_s, u"http"_s}, {u"url"_s, u"http://127.0.0.1:7423/mcp"_s}, {u"headers"_s, headers}};
        return {{u"mcpServers"_s, QJsonObject{{u"connect-hub"_s, server}}}};
    }
};

} // namespace hub

QTEST_GUILESS_MAIN(hub::SnippetsTest)
#include "snippets_test.moc"
