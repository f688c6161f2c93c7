// What to paste into an agent so that it calls the hub.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QSyntaxHighlighter>

namespace hub {

enum class Snippet { McpServers, ClaudeCode, VsCode, Curl };

//! \param config the hub's mcp_config: {"mcpServers": {"connect-hub": {type, url, headers}}}; \param baseUrl of the hub
QString snippetText(Snippet kind, const QJsonObject &config, const QString &secret, const QString &baseUrl);

//! Names and texts of JSON in the theme's colours.
class JsonColours : public QSyntaxHighlighter {
    Q_OBJECT
public:
    JsonColours(QTextDocument *document, const QWidget *themed);

protected:
    void highlightBlock(const QString &text) override;

private:
    const QWidget *m_themed;
};

} // namespace hub
