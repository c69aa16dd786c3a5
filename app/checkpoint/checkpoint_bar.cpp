#include "app/checkpoint/checkpoint_bar.h"

#include "app/pages/offer_choices.h"
#include "widgets/base/flow_layout.h"
#include "widgets/base/icon.h"
#include "widgets/base/setting.h"
#include "widgets/base/text.h"

#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>

namespace modalscope {
namespace {

const Setting<QStringList> recentCheckpoints{u"checkpoints/recent", {}};
constexpr int kMostRecentCheckpoints = 12;
constexpr int kLeastBoxLetters = 22;

QString homeShortened(QString path)
{
    if (path.startsWith(QDir::homePath() + u'/'))
        path.replace(0, QDir::homePath().size(), QStringLiteral("~"));
    return path;
}

} // namespace

CheckpointBar::CheckpointBar(QWidget* parent)
    : QWidget(parent)
    , m_current(new QComboBox(this))
    , m_reference(new QComboBox(this))
    , m_open(new QToolButton(this))
    , m_recent(new QToolButton(this))
    , m_reload(new QToolButton(this))
    , m_close(new QToolButton(this))
    , m_menu(new QMenu(m_recent))
{
    auto* flow = new FlowLayout(this);
    flow->setContentsMargins(0, 0, 0, 4);
    flow->setSpacing(6);
    const auto add = [&](const QString& caption, QComboBox* box, const char* name) {
        auto* pair = new QWidget(this);
        auto* row = new QHBoxLayout(pair);
        row->setContentsMargins(0, 0, 4, 0);
        auto* label = new QLabel(caption, pair);
        label->setProperty("caption", true);
        label->setBuddy(box);
        box->setAccessibleName(caption);
        box->setObjectName(QString::fromLatin1(name));
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(kLeastBoxLetters);
        box->setMaximumWidth(420);
        row->addWidget(label);
        row->addWidget(box);
        flow->addWidget(pair);
    };
    const auto button = [&](QToolButton* tool, const char* name, QStringView iconName, const QString& text,
                            const QString& help) {
        tool->setObjectName(QString::fromLatin1(name));
        tool->setIcon(icon(iconName));
        tool->setText(text);
        tool->setToolTip(help);
        tool->setAccessibleName(help);
        tool->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
        flow->addWidget(tool);
    };
    add(tr("Checkpoint"), m_current, "checkpointChoice");
    button(m_open, "openCheckpoint", u"open", tr("Open…"), tr("Open files of weights"));
    button(m_recent, "recentCheckpoints", u"clock", tr("Recent"), tr("Files that were open lately"));
    button(m_reload, "reloadCheckpoint", u"refresh", {}, tr("Open this file again"));
    button(m_close, "closeCheckpoint", u"close", {}, tr("Close this checkpoint; the file stays"));
    add(tr("Compared with"), m_reference, "checkpointReference");
    m_recent->setPopupMode(QToolButton::InstantPopup);
    m_recent->setMenu(m_menu);
    m_menu->setObjectName(QStringLiteral("recentCheckpointMenu"));
    connect(m_menu, &QMenu::aboutToShow, this, &CheckpointBar::fillRecent);
    connect(m_open, &QToolButton::clicked, this, &CheckpointBar::openRequested);
    connect(m_reload, &QToolButton::clicked, this, &CheckpointBar::reloadRequested);
    connect(m_close, &QToolButton::clicked, this, &CheckpointBar::closeRequested);
    connect(m_current, &QComboBox::currentIndexChanged, this,
        [this] { Q_EMIT chosen(m_current->currentData().toString()); });
    connect(m_reference, &QComboBox::currentIndexChanged, this,
        [this] { Q_EMIT referenceChosen(m_reference->currentData().toString()); });
    setPlaces({}, {}, {});
}

void CheckpointBar::setPlaces(const std::vector<std::pair<std::string, std::string>>& places,
    const std::string& current, const std::string& reference)
{
    const QSignalBlocker quiet(m_current), quietToo(m_reference);
    offerChoices(*m_current, places);
    m_current->setCurrentIndex(m_current->findData(toQt(current)));
    m_current->setEnabled(!places.empty());
    m_current->setToolTip(toQt(current)); // titles may be cut off
    m_reference->setToolTip(toQt(reference));
    std::vector<std::pair<std::string, std::string>> others{{"", fromQt(tr("nothing"))}};
    for (const auto& place : places)
        if (place.first != current)
            others.push_back(place);
    offerChoices(*m_reference, others);
    m_reference->setCurrentIndex(std::max(0, m_reference->findData(toQt(reference))));
    m_reference->setEnabled(others.size() > 1);
    m_reload->setEnabled(!places.empty());
    m_close->setEnabled(!places.empty());
}

void CheckpointBar::remember(const QString& path)
{
    auto known = recent();
    known.removeAll(path);
    known.prepend(path);
    recentCheckpoints.set(known.mid(0, kMostRecentCheckpoints));
}

QStringList CheckpointBar::recent()
{
    return recentCheckpoints.value();
}

/// Files that have gone stay in the list: opening one says where it was looked for.
void CheckpointBar::fillRecent()
{
    m_menu->clear();
    for (const auto& path : recent())
        connect(m_menu->addAction(homeShortened(path)), &QAction::triggered, this,
            [this, path] { Q_EMIT pathRequested(path); });
    if (m_menu->isEmpty())
        m_menu->addAction(tr("Nothing was open yet"))->setEnabled(false);
}

} // namespace modalscope
