// A message in place: icon, text, and the one button that helps. And the card that groups what belongs together.
#pragma once

#include "ui/common/theme.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace hub {

class Note : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Info, Ok, Warn, Error };

    explicit Note(QWidget *parent = nullptr); //!< hidden until it has something to say
    //! \param button empty = none
    void say(Kind kind, const QString &text, const QString &button = {});

Q_SIGNALS:
    void clicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void tint();

    Kind m_kind = Kind::Info;
    QLabel *m_text;
    QPushButton *m_button;
};

class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(QWidget *parent = nullptr);
    QVBoxLayout *rows() const { return m_rows; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_rows;
};

} // namespace hub
