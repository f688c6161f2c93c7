#include "ui/activity/activity_details.h"

#include "ui/common/controls.h"
#include "ui/common/type.h"
#include "ui/common/words.h"

#include <QApplication>
#include <QClipboard>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>

namespace hub {
namespace {

using namespace Qt::StringLiterals;

QString protocolText(const QString &protocol)
{
    return protocol == "mcp"_L1 ? u"MCP"_s
        : protocol == "a2a"_L1  ? u"A2A"_s
        : protocol == "rest"_L1 ? u"REST"_s
                                : protocol;
}

} // namespace

ActivityDetails::ActivityDetails(const HubState *state, QWidget *parent) : QScrollArea(parent), m_state(state)
{
    setObjectName(u"details"_s);
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumWidth(300);
}

void ActivityDetails::explain(const ActivityRow &row)
{
    auto *page = new QWidget(this);
    auto *rows = new QVBoxLayout(page);
    rows->setContentsMargins(18, 16, 18, 16);
    rows->setSpacing(8);
    auto *head = new QHBoxLayout;
    head->addWidget(makeLabel(TextRole::Section, whatText(row, *m_state), page), 1);
    QToolButton *close = makeIconButton(u"x"_s, tr("Close"), u"close-details"_s, page);
    connect(close, &QToolButton::clicked, this, &ActivityDetails::closed);
    head->addWidget(close, 0, Qt::AlignTop);
    rows->addLayout(head);
    const ConnectorInfo *connector = m_state->connector(row.connector);
    rows->addWidget(makeLabel(TextRole::Secondary,
                              tr("%1 at %2, account %3")
                                  .arg(isolated(row.agent), isolated(connector ? connector->name : row.connector),
                                       isolated(accountText(row, *m_state))),
                              page));

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(6);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    const auto section = [&](const QString &title) { form->addRow(makeLabel(TextRole::Strong, title, page)); };
    const auto add = [&](const QString &name, const QString &value, TextRole role = TextRole::Body) {
        if (value.isEmpty())
            return;
        QLabel *label = makeLabel(role, value, page);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        form->addRow(makeLabel(TextRole::Secondary, name, page), label);
    };
    section(tr("Request"));
    add(tr("Action"), row.action, TextRole::Mono);
    add(tr("Sent"), row.method + u' ' + row.path, TextRole::Mono);
    add(tr("Through"), protocolText(row.protocol));
    add(tr("When"), QLocale().toString(row.at, QLocale::LongFormat));
    section(tr("Decision"));
    add(tr("The hub"), decisionOf(row).text);
    add(tr("Because"), row.detail, TextRole::Mono);
    section(tr("Answer"));
    add(tr("Code"), row.status == 0 ? QString() : QString::number(row.status));
    add(tr("Took"), tookText(row.durationMs));
    add(tr("Request id"), row.requestId, TextRole::Mono);
    rows->addLayout(form);
    QPushButton *copy = makeButton(tr("Copy as curl"), u"copy-curl"_s, page, {}, u"copy"_s);
    connect(copy, &QPushButton::clicked, this,
            [this, row] { QApplication::clipboard()->setText(asCurl(row, m_state->hub().url)); });
    rows->addWidget(copy, 0, Qt::AlignLeading);
    rows->addStretch(1);
    setWidget(page);
    show();
}

} // namespace hub
