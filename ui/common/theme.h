// The four looks, from resources/tokens.json, and which one the desktop asks for.
#pragma once

#include <tokens.h>

#include <QDBusVariant>
#include <QObject>
#include <QPalette>

#include <optional>

namespace hub {

enum class Theme { Light, Dark, HighContrastLight, HighContrastDark };

const Tokens &tokensOf(Theme theme);
//! "light", "dark", "hclight", "hcdark"
std::optional<Theme> themeNamed(const QString &name);
bool isHighContrast(Theme theme);
//! Fills the roles that styles and plain widgets use; secondary text is QPalette::PlaceholderText.
QPalette paletteOf(const Tokens &tokens);

//! Follows the desktop's wish: the settings portal (org.freedesktop.appearance: color-scheme, contrast), else the
//! lightness of the palette that the platform gave. Qt 6.4 has no QStyleHints::colorScheme.
class ThemeWatch : public QObject {
    Q_OBJECT
public:
    explicit ThemeWatch(const QPalette &platform, QObject *parent = nullptr);
    Theme theme() const;

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void onSettingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void ask(const QString &key);
    void take(const QString &key, const QVariant &value);

    bool m_dark;
    bool m_contrast = false;
};

} // namespace hub
