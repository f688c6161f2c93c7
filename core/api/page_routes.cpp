// The Connect Hub page and its assets.
#include "core/api/answering.h"
#include "core/api/pages.h"

#include "core/base/encoding.h"

namespace hub {
namespace {

void fillIn(std::string &page, std::string_view mark, std::string_view value)
{
    const std::size_t at = page.find(mark);
    if (at != std::string::npos)
        page.replace(at, mark.size(), htmlEscaped(value));
}

//! The page without a link: a reload after it replaced its own address. It goes on with the session it kept.
Task<void> answerApp(ApiContext *context, std::string token)
{
    const std::string name = ":/pages/index.html";
    Result<std::string> html = resourceText(name);
    std::string page = html ? std::move(*html) : std::string("The page is missing from this build.");
    const bool inApp = context->queryValue("view") == "app";
    fillIn(page, "__SESSION__", token);
    fillIn(page, "__VIEW__", inApp ? "app" : "browser");
    fillIn(page, "__LANG__", "en");
    ResponseHead head = pageHead(200, *context);
    const Result<void> sent = co_await context->responder->send(std::move(head), std::move(page));
    static_cast<void>(sent);
}

Task<void> openLink(const ApiServices *services, ApiContext *context)
{
    std::string link = context->param("link");
    Result<std::pair<ConnectSession, Secret>> opened = co_await services->connect->openLink(std::move(link));
    if (!opened) {
        const bool gone = opened.error().code == ErrorCode::LinkGone;
        const PageText text{false, gone ? "This link is no longer valid" : "This link is not known",
                            opened.error().message, opened.error().code};
        const int status = httpStatus(opened.error().code);
        co_await answerPage(context, status, &text);
        co_return;
    }
    std::string token(opened->second.reveal());
    co_await answerApp(context, std::move(token));
}

Task<void> reload(const ApiServices *, ApiContext *context)
{
    std::string none;
    co_await answerApp(context, std::move(none));
}

std::string_view typeOf(std::string_view name)
{
    if (name.ends_with(".css"))
        return "text/css; charset=utf-8";
    if (name.ends_with(".js"))
        return "text/javascript; charset=utf-8";
    return name.ends_with(".svg") ? "image/svg+xml" : "application/octet-stream";
}

Task<void> asset(const ApiServices *services, ApiContext *context)
{
    const std::string name = context->param("name");
    const bool plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string::npos
        && !name.ends_with(".html");
    Result<std::string> text = plain ? resourceText(":/pages/" + name)
                                     : Result<std::string>(Error{ErrorCode::NotFound, "There is no such file."});
    if (!text) {
        Error error = text.error();
        co_await answerError(context, std::move(error), services->clock);
        co_return;
    }
    ResponseHead head = hubHead(200, typeOf(name), context->requestId);
    std::string body = std::move(*text);
    const Result<void> sent = co_await context->responder->send(std::move(head), std::move(body));
    static_cast<void>(sent);
}

} // namespace

void addPageRoutes(Router *router, const ApiServices *services)
{
    router->add({"GET", "/connect/{link}", Audience::Public, Need::None, "The Connect Hub page behind an auth link",
                 [services](ApiContext *context) { return openLink(services, context); }});
    router->add({"GET", "/connect/", Audience::Public, Need::None, "The page, reloaded",
                 [services](ApiContext *context) { return reload(services, context); }});
    router->add({"GET", "/assets/{name}", Audience::Public, Need::None, "Scripts, styles and pictures of the page",
                 [services](ApiContext *context) { return asset(services, context); }});
}

} // namespace hub
