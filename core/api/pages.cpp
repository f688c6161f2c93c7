#include "core/api/pages.h"

#include <QFile>

namespace hub {
namespace {

void replaceAll(std::string &text, std::string_view mark, std::string_view value)
{
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
        text.replace(at, mark.size(), value);
}

} // namespace

Result<std::string> resourceText(const std::string &name)
{
    QFile file(QString::fromStdString(name));
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::NotFound, "There is no such page."};
    return file.readAll().toStdString();
}

std::string htmlEscaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

ResponseHead pageHead(int status, const ApiContext &context)
{
    ResponseHead head = hubHead(status, "text/html; charset=utf-8", context.requestId);
    std::string ancestors;
    if (context.pages != nullptr) {
        for (const std::string &origin : context.pages->all())
            ancestors += ' ' + origin;
    }
    head.headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors"
            + (ancestors.empty() ? std::string(" 'none'") : ancestors));
    return head;
}

Task<void> answerPage(const ApiContext *context, int status, const PageText *text)
{
    const std::string name = ":/pages/callback.html";
    Result<std::string> html = resourceText(name);
    std::string page = html ? std::move(*html) : std::string("__TITLE__: __TEXT__");
    replaceAll(page, "__TITLE__", htmlEscaped(text->title));
    replaceAll(page, "__TEXT__", htmlEscaped(text->text));
    const std::string next = text->next.empty() ? std::string()
                                                : "<div class=\"row\"><a class=\"button primary\" id=\"next\" href=\""
            + htmlEscaped(text->next) + "\">" + htmlEscaped(text->nextText) + "</a></div>";
    replaceAll(page, "__NEXT__", next);
    replaceAll(page, "__STATE__", text->ok ? "ok" : "err");
    ResponseHead head = pageHead(status, *context);
    if (text->error)
        head.headers.add("x-connect-hub-error", std::string(wireName(*text->error)));
    const Result<void> sent = co_await context->responder->send(std::move(head), std::move(page));
    static_cast<void>(sent);
}

} // namespace hub
