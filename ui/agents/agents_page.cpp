#include "ui/agents/agents_page.h"

#include "ui/agents/key_once_dialog.h"
#include "ui/agents/keys_model.h"
#include "ui/agents/new_key_dialog.h"
#include "ui/agents/program_list.h"
#include "ui/common/button_paint.h"
#include "ui/common/controls.h"
#include "ui/common/glyph.h"
#include "ui/common/hub_style.h"
#include "ui/common/note.h"
#include "ui/common/switch.h"
#include "ui/common/type.h"
#include "ui/common/words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRow = 52;
constexpr int kNarrow = 46; // of the page, in lines of text: narrower, the names need the room of two columns

//! A row: the mark before the name, and a line below.
class KeyDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens &t = tokensFor(option.widget);
        QStyleOptionViewItem item = option;
        initStyleOption(&item, index);
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, t.tint);
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.border);
        QRect text = option.rect.adjusted(12, 0, -8, 0);
        if (index.column() == KeysModel::Name) {
            const QRect mark(text.left(), text.center().y() - 13, 28, 28);
            paintMark(painter, QStyle::visualRect(option.direction, option.rect, mark), markOf(item.text));
            text = option.rect.adjusted(12 + 28 + 12, 0, -8, 0);
            painter->setFont(fontOf(TextRole::Strong));
        }
        painter->setLayoutDirection(option.direction);
        painter->setPen(index.column() == KeysModel::Name || index.column() == KeysModel::May ? t.text : t.text2);
        painter->drawText(QStyle::visualRect(option.direction, option.rect, text), Qt::AlignVCenter | Qt::AlignLeading,
                          painter->fontMetrics().elidedText(isolated(item.text), Qt::ElideRight, text.width()));
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(24, 0);
    }
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        const QSize size = editor->sizeHint();
        editor->setGeometry(QStyle::alignedRect(option.direction, Qt::AlignCenter, size, option.rect));
    }
};

} // namespace

AgentsPage::AgentsPage(HubState *state, std::function<QDateTime()> now, QWidget *parent)
    : QWidget(parent), m_state(state), m_now(std::move(now)), m_model(new KeysModel(state, m_now, this))
{
    auto *rows = new QVBoxLayout(this);
    setPageMargins(rows);
    rows->setSpacing(16);
    auto *head = new QHBoxLayout;
    auto *titles = new QVBoxLayout;
    titles->setSpacing(0);
    titles->addWidget(makeLabel(TextRole::Title, tr("Agents"), this));
    m_summary = makeLabel(TextRole::Secondary, {}, this);
    titles->addWidget(m_summary);
    head->addLayout(titles, 1);
    m_new = makeButton(tr("New key…"), u"new-key"_s, this, u"primary"_s, u"key"_s);
    connect(m_new, &QPushButton::clicked, this, &AgentsPage::newKey);
    QPushButton *again = makeButton(tr("Look again"), u"look-again"_s, this, {}, u"reload"_s);
    connect(again, &QPushButton::clicked, this, [this] { m_programs->read(); });
    head->addWidget(again, 0, Qt::AlignTop);
    head->addWidget(m_new, 0, Qt::AlignTop);
    rows->addLayout(head);
    m_programs = new ProgramList(state, m_now, this);
    rows->addWidget(m_programs);
    m_others = makeLabel(TextRole::Section, tr("Other keys"), this);
    rows->addWidget(m_others);
    m_note = new Note(this);
    rows->addWidget(m_note);

    m_table = new QTableView(this);
    m_table->setObjectName(u"keys"_s);
    m_table->setAccessibleName(tr("Keys"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new KeyDelegate(m_table));
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(kRow);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    QHeaderView *header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(KeysModel::Name, QHeaderView::Stretch);
    header->setMinimumSectionSize(56);
    header->setHighlightSections(false);
    m_stack = new QStackedWidget(this);
    auto *card = new Card(m_stack);
    card->rows()->setContentsMargins(1, 1, 1, 1);
    card->rows()->addWidget(m_table);
    m_stack->addWidget(card);
    m_stack->addWidget(makeEmpty());
    rows->addWidget(m_stack, 1);
    rows->addStretch(0);
    connect(m_programs, &ProgramList::changed, this, &AgentsPage::onPrograms);
    connect(m_model, &QAbstractItemModel::modelReset, this, &AgentsPage::update);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &AgentsPage::moveSwitches);
    connect(state, &HubState::hubChanged, this, &AgentsPage::update);
    update();
}

QWidget *AgentsPage::makeEmpty()
{
    auto *page = new QWidget(this);
    auto *rows = new QVBoxLayout(page);
    rows->setSpacing(12);
    rows->addStretch(2);
    auto *sign = new QLabel(page);
    sign->setPixmap(glyphIcon(u"agents"_s).pixmap(40, 40));
    QLabel *title = makeLabel(TextRole::Section, tr("Give an agent its first key"), page);
    QLabel *text = makeLabel(
        TextRole::Secondary,
        tr("Each agent calls the hub with a key of its own. You choose what it may do and which accounts it reaches, and end it at any time."),
        page);
    text->setFixedSize(420, text->heightForWidth(420));
    for (QLabel *label : {sign, title, text})
        label->setAlignment(Qt::AlignCenter);
    rows->addWidget(sign);
    rows->addWidget(title);
    rows->addWidget(text, 0, Qt::AlignHCenter);
    rows->addStretch(3);
    return page;
}

void AgentsPage::update()
{
    const int count = m_model->rowCount();
    const auto found = static_cast<int>(m_programs->programs().size());
    const QString keys = count == 0 ? tr("no other key") : tr("%n other key(s)", nullptr, count);
    m_summary->setText(found == 0 ? count == 0 ? tr("No key yet") : tr("%n key(s)", nullptr, count)
                                  : tr("%n program(s) found on this machine", nullptr, found) + u", "_s + keys);
    m_others->setVisible(found > 0 && count > 0);
    m_stack->setVisible(found == 0 || count > 0);
    m_stack->setCurrentIndex(count == 0 ? 1 : 0);
    m_new->setEnabled(m_state->isConnected());
    placeControls();
}

//! A program's key is shown with the program.
void AgentsPage::onPrograms()
{
    QSet<QString> own;
    for (const ProgramInfo &program : m_programs->programs())
        own << program.keyId;
    m_model->leaveOut(own);
    update();
}

void AgentsPage::placeControls()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const KeyInfo &key = m_model->key(row);
        auto *toggle = new Switch(tr("%1 may call").arg(key.name), m_table);
        toggle->setObjectName(u"on-"_s + key.name);
        toggle->setChecked(key.enabled);
        connect(toggle, &Switch::clicked, this, [this, toggle, id = key.id](bool on) {
            toggle->setChecked(!on); // it moves when the hub has answered
            call(on ? u"keys.enable"_s : u"keys.disable"_s, id);
        });
        QToolButton *more = makeIconButton(u"x"_s, tr("Delete %1…").arg(key.name), u"delete-"_s + key.name, m_table);
        connect(more, &QToolButton::clicked, this, [this, id = key.id] { remove(id); });
        m_table->setIndexWidget(m_model->index(row, KeysModel::On), toggle);
        m_table->setIndexWidget(m_model->index(row, KeysModel::Menu), more);
    }
}

void AgentsPage::moveSwitches()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (auto *toggle = qobject_cast<Switch *>(m_table->indexWidget(m_model->index(row, KeysModel::On))))
            toggle->setChecked(m_model->key(row).enabled);
    }
}

void AgentsPage::resizeEvent(QResizeEvent *event)
{
    const bool narrow = width() < kNarrow * fontMetrics().height();
    for (const int column : {KeysModel::Owner, KeysModel::Expires})
        m_table->setColumnHidden(column, narrow);
    QWidget::resizeEvent(event);
}

void AgentsPage::call(const QString &method, const QString &keyId)
{
    m_state->client()->call(method, {{u"key"_s, keyId}}, this, [this](const ControlReply &reply) {
        if (reply.ok())
            m_note->say(Note::Kind::Info, {});
        else
            m_note->say(Note::Kind::Error, reply.errorMessage);
    });
}

void AgentsPage::newKey()
{
    NewKeyDialog dialog(m_state, window());
    if (dialog.exec() == QDialog::Accepted)
        KeyOnceDialog(m_state, dialog.made(), window()).exec();
}

void AgentsPage::remove(const QString &keyId)
{
    const auto key = std::find_if(m_state->keys().begin(), m_state->keys().end(),
                                  [&](const KeyInfo &each) { return each.id == keyId; });
    if (key == m_state->keys().end())
        return;
    QMessageBox box(QMessageBox::NoIcon, tr("Delete %1?").arg(key->name),
                    tr("Delete the key of %1? It can't call any more, at once.").arg(key->name), QMessageBox::NoButton,
                    this);
    QPushButton *yes = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    yes->setProperty("role", u"danger"_s);
    box.setDefaultButton(box.addButton(tr("Keep"), QMessageBox::RejectRole));
    box.exec();
    if (box.clickedButton() == yes)
        call(u"keys.delete"_s, keyId);
}

} // namespace hub
