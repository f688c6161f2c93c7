#include "ui/activity/activity_page.h"

#include "ui/activity/activity_chart.h"
#include "ui/activity/activity_delegate.h"
#include "ui/activity/activity_details.h"
#include "ui/common/controls.h"
#include "ui/common/glyph.h"
#include "ui/common/type.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRow = 32;
constexpr int kPaneBelow = 900; // of the page: narrower, the pane goes under the table
constexpr int kWidestChoices = 480;
constexpr int kCountMs = 1000;
constexpr int kChoice = 6; // letters of a choice that are seen in the narrowest window
constexpr qreal kLine = 18; // a line of the pictures' type

} // namespace

ActivityPage::ActivityPage(HubState *state, std::function<QDateTime()> now, QWidget *parent)
    : QWidget(parent)
    , m_state(state)
    , m_now(std::move(now))
    , m_model(new ActivityModel(state, this))
    , m_filter(new ActivityFilter(m_model, state, this))
    , m_count(new QTimer(this))
{
    m_count->setSingleShot(true);
    m_count->setInterval(kCountMs);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 20, 0, 0);
    rows->setSpacing(12);
    rows->addLayout(makeHead());
    rows->addLayout(makeFilters());
    m_splitter = new QSplitter(this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(makeTable());
    m_details = new ActivityDetails(state, m_splitter);
    m_details->hide();
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 1);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(makeEmpty());
    rows->addWidget(m_stack, 1);
    connect(m_details, &ActivityDetails::closed, this, [this] {
        m_details->hide();
        m_table->setFocus();
    });
    connect(m_count, &QTimer::timeout, this, &ActivityPage::update);
    const auto later = [this] {
        if (m_stack->currentIndex() == 1)
            update(); // the first call
        else if (!m_count->isActive())
            m_count->start();
    };
    connect(m_model, &QAbstractItemModel::rowsInserted, this, later);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ActivityPage::update);
    connect(m_model, &ActivityModel::waitingChanged, this, &ActivityPage::showWaiting);
    connect(state, &HubState::accountsChanged, this, &ActivityPage::fillChoices);
    connect(state, &HubState::keysChanged, this, &ActivityPage::fillChoices);
    fillChoices();
    update();
}

QLayout *ActivityPage::makeHead()
{
    auto *head = new QHBoxLayout;
    head->setContentsMargins(24, 0, 24, 0);
    head->setSpacing(32);
    auto *titles = new QVBoxLayout;
    titles->setSpacing(0);
    titles->addWidget(makeLabel(TextRole::Title, tr("Activity"), this));
    m_summary = makeLabel(TextRole::Secondary, {}, this);
    titles->addWidget(m_summary);
    titles->addStretch(1);
    head->addLayout(titles, 1);
    m_chart = new ActivityChart(m_model, m_now, this);
    head->addWidget(m_chart, 2);
    return head;
}

QLayout *ActivityPage::makeFilters()
{
    auto *line = new QHBoxLayout;
    line->setContentsMargins(24, 0, 24, 0);
    line->setSpacing(8);
    m_search = new QLineEdit(this);
    m_search->setObjectName(u"search-activity"_s);
    m_search->setPlaceholderText(tr("Action, account, request id"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->addAction(glyphIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_search->setClearButtonEnabled(true);
    line->addWidget(m_search, 1);
    m_agents = new QComboBox(this);
    m_agents->setAccessibleName(tr("Agent"));
    m_accounts = new QComboBox(this);
    m_accounts->setAccessibleName(tr("Account"));
    for (QComboBox *box : {m_agents, m_accounts}) { // one long name is no reason for a short search field
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(kChoice);
    }
    line->addWidget(m_agents);
    line->addWidget(m_accounts);
    QWidget *segments = makeSegments(this);
    m_outcomes = new QButtonGroup(this);
    const QString names[] = {tr("All"), tr("Allowed"), tr("Denied"), tr("Failed")};
    for (int i = 0; i < 4; ++i) {
        QToolButton *choice = makeChoice(names[i], u"segment"_s, u"outcome-%1"_s.arg(i), segments);
        segments->layout()->addWidget(choice);
        m_outcomes->addButton(choice, i);
    }
    m_outcomes->button(0)->setChecked(true);
    line->addWidget(segments);
    m_live = makeButton(tr("Live"), u"live"_s, this, {}, u"live"_s);
    m_live->setToolTip(tr("P stops and goes on"));
    line->addWidget(m_live);
    connect(m_search, &QLineEdit::textChanged, this, &ActivityPage::applyFilter);
    connect(m_agents, &QComboBox::activated, this, &ActivityPage::applyFilter);
    connect(m_accounts, &QComboBox::activated, this, &ActivityPage::applyFilter);
    connect(m_outcomes, &QButtonGroup::idClicked, this, &ActivityPage::applyFilter);
    connect(m_live, &QPushButton::clicked, this, [this] {
        const bool live = !m_model->isLive();
        setLive(live);
        if (live)
            m_table->scrollToTop();
    });
    return line;
}

QWidget *ActivityPage::makeTable()
{
    m_table = new QTableView(this);
    m_table->setObjectName(u"calls"_s);
    m_table->setAccessibleName(tr("Calls"));
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new ActivityDelegate(m_filter, m_state, m_table));
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(kRow);
    QHeaderView *header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(ActivityModel::What, QHeaderView::Stretch);
    // the stretched one tells of every change of the table's width, the pane's coming and going too; queued, since the
    // header is at work then
    connect(header, &QHeaderView::sectionResized, this, &ActivityPage::sizeColumns, Qt::QueuedConnection);
    m_table->setMinimumHeight(4 * kRow);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) {
        if (now.isValid())
            m_details->explain(m_filter->row(now));
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) { setLive(value == 0); });
    return m_table;
}

QWidget *ActivityPage::makeEmpty()
{
    auto *page = new QWidget(this);
    auto *rows = new QVBoxLayout(page);
    rows->addStretch(2);
    QLabel *text = makeLabel(TextRole::Section, tr("No call yet. The first one appears here at once."), page);
    text->setAlignment(Qt::AlignCenter);
    rows->addWidget(text);
    rows->addStretch(3);
    return page;
}

void ActivityPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ActivityPage::update()
{
    m_chart->refresh();
    m_summary->setText(tr("%n call(s) in the last hour", nullptr, m_chart->calls()) + u", "_s
                       + tr("%n failed", nullptr, m_chart->failed()));
    m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 1 : 0);
}

//! The choices follow what there is; what was chosen stays.
void ActivityPage::fillChoices()
{
    const auto fill = [](QComboBox *box, const QString &all, const QList<std::pair<QString, QString>> &choices) {
        const QString chosen = box->currentData().toString();
        box->clear();
        box->addItem(all, QString());
        for (const auto &[name, value] : choices)
            box->addItem(name, value);
        box->setCurrentIndex(std::max(0, box->findData(chosen)));
        box->view()->setMinimumWidth(std::min(kWidestChoices, box->view()->sizeHintForColumn(0) + 24));
    };
    QList<std::pair<QString, QString>> agents, accounts;
    for (const KeyInfo &key : m_state->keys())
        agents.emplace_back(key.name, key.name);
    for (const AccountInfo &account : m_state->accounts())
        accounts.emplace_back(account.alias, account.id);
    fill(m_agents, tr("All agents"), agents);
    fill(m_accounts, tr("All accounts"), accounts);
}

void ActivityPage::applyFilter()
{
    ActivityWish wish{
        m_search->text().trimmed(), m_agents->currentData().toString(), m_accounts->currentData().toString(), {}};
    const int chosen = m_outcomes->checkedId();
    if (chosen > 0)
        wish.outcome = static_cast<Outcome>(chosen - 1);
    m_filter->setWish(std::move(wish));
}

void ActivityPage::setLive(bool live)
{
    if (live != m_model->isLive())
        m_model->setLive(live);
    showWaiting(0);
}

void ActivityPage::showWaiting(int count)
{
    m_live->setText(m_model->isLive() ? tr("Live") : count > 0 ? tr("%n new", nullptr, count) : tr("Paused"));
}

void ActivityPage::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex current = m_table->currentIndex();
    if (event->key() == Qt::Key_P && event->modifiers() == Qt::NoModifier)
        setLive(!m_model->isLive());
    else if (event->matches(QKeySequence::Copy) && current.isValid())
        QApplication::clipboard()->setText(asCurl(m_filter->row(current), m_state->hub().url));
    else if (event->key() == Qt::Key_Escape && m_details->isVisible())
        m_details->hide();
    else if (event->key() == Qt::Key_Escape && !m_search->text().isEmpty())
        m_search->clear();
    else
        QWidget::keyPressEvent(event);
}

void ActivityPage::resizeEvent(QResizeEvent *event)
{
    m_splitter->setOrientation(width() < kPaneBelow ? Qt::Vertical : Qt::Horizontal);
    QWidget::resizeEvent(event);
}

//! What the person has drawn stays until the table turns narrow or wide.
void ActivityPage::sizeColumns()
{
    const bool narrow = m_table->width() < kPaneBelow;
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    static const int widths[2][ActivityModel::ColumnCount] = {{86, 130, 0, 150, 150, 64, 84},
                                                              {82, 100, 0, 120, 130, 56, 72}};
    const qreal larger = std::max(1.0, fontMetrics().height() / kLine);
    for (int i = 0; i < ActivityModel::ColumnCount; ++i) {
        if (i != ActivityModel::What)
            m_table->horizontalHeader()->resizeSection(i, qRound(widths[narrow ? 1 : 0][i] * larger));
    }
}

} // namespace hub
