#include "ui/agents/snippets.h"

#include "ui/common/hub_style.h"

#include <QJsonDocument>
#include <QRegularExpression>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

const QString kServer = u"connect-hub"_s;

QString pretty(const QJsonObject &json)
{
    QString text = QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Indented)).trimmed();
    return text.replace(u"    "_s, u"  "_s);
}

//! A text as one word of a POSIX shell.
QString quoted(QString text)
{
    text.replace(u'\'', u"'\\''"_s);
    return u'\'' + text + u'\'';
}

} // namespace

QString snippetText(Snippet kind, const QJsonObject &config, const QString &secret, const QString &baseUrl)
{
    const QJsonObject server = config[u"mcpServers"_s].toObject()[kServer].toObject();
    const QJsonObject headers = server[u"headers"_s].toObject();
    switch (kind) {
    case Snippet::ClaudeCode: {
        QString line = u"claude mcp add --transport http %1 %2"_s.arg(kServer, server[u"url"_s].toString());
        for (auto header = headers.begin(); header != headers.end(); ++header)
            line += u" \\\n  --header "_s + quoted(header.key() + u": "_s + header.value().toString());
        return line;
    }
    case Snippet::VsCode: return pretty({{u"servers"_s, config[u"mcpServers"_s]}});
    // a call that every key may make, whatever its scopes
    case Snippet::Curl: return u"curl -u %1 %2/connectors/meta"_s.arg(quoted(secret + u':'), baseUrl);
    case Snippet::McpServers: break;
    }
    return pretty(config);
}

JsonColours::JsonColours(QTextDocument *document, const QWidget *themed)
    : QSyntaxHighlighter(document), m_themed(themed)
{
}

void JsonColours::highlightBlock(const QString &text)
{
    static const QRegularExpression strings(u"\"[^\"]*\"(\\s*:)?"_s);
    const Tokens &t = tokensFor(m_themed);
    for (auto match = strings.globalMatch(text); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        const bool name = found.capturedLength(1) > 0;
        setFormat(static_cast<int>(found.capturedStart()),
                  static_cast<int>(found.capturedLength() - found.capturedLength(1)), name ? t.link : t.ok);
    }
}

} // namespace hub
