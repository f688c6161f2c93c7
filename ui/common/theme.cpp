#include "ui/common/theme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

const QString kService = u"org.freedesktop.portal.Desktop"_s;
const QString kPath = u"/org/freedesktop/portal/desktop"_s;
const QString kInterface = u"org.freedesktop.portal.Settings"_s;
const QString kGroup = u"org.freedesktop.appearance"_s;

QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

const Tokens &tokensOf(Theme theme)
{
    switch (theme) {
    case Theme::Dark: return darkTokens;
    case Theme::HighContrastLight: return hclightTokens;
    case Theme::HighContrastDark: return hcdarkTokens;
    case Theme::Light: break;
    }
    return lightTokens;
}

std::optional<Theme> themeNamed(const QString &name)
{
    if (name == "light"_L1)
        return Theme::Light;
    if (name == "dark"_L1)
        return Theme::Dark;
    if (name == "hclight"_L1)
        return Theme::HighContrastLight;
    if (name == "hcdark"_L1)
        return Theme::HighContrastDark;
    return std::nullopt;
}

bool isHighContrast(Theme theme)
{
    return theme == Theme::HighContrastLight || theme == Theme::HighContrastDark;
}

QPalette paletteOf(const Tokens &tokens)
{
    QPalette out;
    const std::pair<QPalette::ColorRole, QColor> roles[] = {{QPalette::Window, tokens.window},
                                                            {QPalette::WindowText, tokens.text},
                                                            {QPalette::Base, tokens.surface},
                                                            {QPalette::AlternateBase, tokens.sunken},
                                                            {QPalette::Text, tokens.text},
                                                            {QPalette::PlaceholderText, tokens.text2},
                                                            {QPalette::Button, tokens.surface},
                                                            {QPalette::ButtonText, tokens.text},
                                                            {QPalette::BrightText, tokens.err},
                                                            {QPalette::Highlight, tokens.accent},
                                                            {QPalette::HighlightedText, tokens.onAccent},
                                                            {QPalette::Link, tokens.link},
                                                            {QPalette::LinkVisited, tokens.link},
                                                            {QPalette::ToolTipBase, tokens.surface},
                                                            {QPalette::ToolTipText, tokens.text},
                                                            {QPalette::Light, tokens.surface},
                                                            {QPalette::Midlight, tokens.sunken},
                                                            {QPalette::Mid, tokens.border},
                                                            {QPalette::Dark, tokens.edge},
                                                            {QPalette::Shadow, tokens.edge}};
    for (const auto &[role, color] : roles)
        out.setColor(role, color);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        out.setColor(QPalette::Disabled, role, tokens.disabled);
    out.setColor(QPalette::Disabled, QPalette::Base, tokens.sunken);
    out.setColor(QPalette::Disabled, QPalette::Button, tokens.sunken);
    return out;
}

ThemeWatch::ThemeWatch(const QPalette &platform, QObject *parent)
    : QObject(parent)
    , m_dark(platform.color(QPalette::Window).lightness() < platform.color(QPalette::WindowText).lightness())
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kService, kPath, kInterface, u"SettingChanged"_s, this,
                SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    ask(u"color-scheme"_s);
    ask(u"contrast"_s);
}

Theme ThemeWatch::theme() const
{
    if (m_contrast)
        return m_dark ? Theme::HighContrastDark : Theme::HighContrastLight;
    return m_dark ? Theme::Dark : Theme::Light;
}

void ThemeWatch::ask(const QString &key)
{
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kInterface, u"Read"_s);
    call << kGroup << key;
    const auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, key](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (reply.isValid())
            take(key, reply.value().variant());
        done->deleteLater();
    });
}

void ThemeWatch::onSettingChanged(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group == kGroup)
        take(key, value.variant());
}

void ThemeWatch::take(const QString &key, const QVariant &value)
{
    const uint number = unwrapped(value).toUInt();
    const Theme before = theme();
    if (key == "color-scheme"_L1 && number != 0) // 0: no preference
        m_dark = number == 1;
    if (key == "contrast"_L1)
        m_contrast = number == 1;
    if (theme() != before)
        Q_EMIT changed();
}

} // namespace hub
