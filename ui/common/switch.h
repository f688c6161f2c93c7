// On or off, at once: position and fill tell which.
#pragma once

#include <QCheckBox>

namespace hub {

class Switch : public QCheckBox {
    Q_OBJECT
public:
    //! \param name read aloud; there is no visible text
    explicit Switch(const QString &name, QWidget *parent = nullptr);
    QSize sizeHint() const override { return {36, 24}; }

protected:
    bool hitButton(const QPoint &where) const override { return rect().contains(where); }
    void paintEvent(QPaintEvent *event) override;
};

} // namespace hub
