// Navigation, and the hub's state below it.
#pragma once

#include <QWidget>

class QButtonGroup;
class QLabel;
class QPushButton;
class QToolButton;

namespace hub {

class HubLink;
class HubState;

//! Running or not, where, and a button for what helps.
class StatusBlock : public QWidget {
    Q_OBJECT
public:
    StatusBlock(HubLink *link, HubState *state, QWidget *parent);
    void setCompact(bool compact);

private:
    void update();

    HubLink *m_link;
    HubState *m_state;
    QLabel *m_icon, *m_text, *m_address;
    QToolButton *m_copy;
    QPushButton *m_start;
    bool m_compact = false;
};

class Rail : public QWidget {
    Q_OBJECT
public:
    Rail(HubLink *link, HubState *state, QWidget *parent);
    void add(const QString &glyph, const QString &text, const QString &name);
    void choose(int index);
    //! A number behind an entry; 0 = none.
    void setCount(int index, int count, const QString &meaning);
    //! Icons only, with tooltips.
    void setCompact(bool compact);

Q_SIGNALS:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int fullWidth() const;

    QButtonGroup *m_group;
    QWidget *m_entries;
    StatusBlock *m_status;
    bool m_compact = false;
};

} // namespace hub
