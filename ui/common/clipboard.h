// Copying secrets, and forgetting them again.
#pragma once

#include <QObject>
#include <QString>

class QTimer;

namespace hub {

//! Marks what it copies as secret for clipboard managers, and clears the clipboard after 60 s if it still holds our text.
class SecretClipboard : public QObject {
    Q_OBJECT
public:
    explicit SecretClipboard(QObject *parent = nullptr);
    ~SecretClipboard() override;
    void copy(const QString &text);
    bool hasCopied() const { return m_copied; }

Q_SIGNALS:
    //! Each second; 0 = cleared.
    void secondsLeft(int seconds);

private:
    void tick();
    void clear();

    QTimer *m_timer;
    QString m_text;
    int m_left = 0;
    bool m_copied = false;
};

} // namespace hub
