// The ring around buttons that were reached with the keyboard.
#pragma once

#include <QObject>
#include <QPointer>

class QFocusFrame;

namespace hub {

//! One for the application. Fields draw their own ring, views theirs.
class FocusRing : public QObject {
    Q_OBJECT
public:
    explicit FocusRing(QObject *parent = nullptr);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void show(QWidget *around);

    QPointer<QFocusFrame> m_frame; //!< belongs to the parent of what it surrounds
};

} // namespace hub
