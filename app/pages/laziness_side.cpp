#include "app/pages/laziness_side.h"

#include "app/pages/check_list.h"
#include "widgets/base/palette.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/session/session.h"

#include <QCheckBox>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace modalscope {
namespace {

QLabel* captionLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("caption", true);
    return label;
}

void fitHeight(QListWidget* list, int most)
{
    list->setFixedHeight(std::max(20, list->sizeHintForRow(0)) * std::clamp(list->count(), 1, most) + 8);
}

QJsonArray toJsonList(const std::set<std::string>& texts)
{
    QJsonArray list;
    for (const auto& text : texts)
        list.append(toQt(text));
    return list;
}

std::set<std::string> fromJsonList(const QJsonValue& list)
{
    std::set<std::string> texts;
    for (const auto& text : list.toArray())
        texts.insert(fromQt(text.toString()));
    return texts;
}

/// Those of joint runs first, in their order.
std::vector<std::string> modalityNames(const LazinessReport& report)
{
    std::vector<std::string> names;
    for (const bool alone : {false, true})
        for (const auto& group : report.groups)
            if (group.isAlone() == alone)
                for (const auto& modality : group.modalities)
                    if (std::find(names.begin(), names.end(), modality.modality) == names.end())
                        names.push_back(modality.modality);
    return names;
}

} // namespace

LazinessSide::LazinessSide(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_datasets(new QComboBox(this))
    , m_selectedOnly(new QCheckBox(tr("Selected runs only"), this))
    , m_groups(new CheckList(this))
    , m_modalities(new CheckList(this))
    , m_words(new QLabel(this))
{
    m_datasets->setObjectName(QStringLiteral("lazinessDataset"));
    m_datasets->setAccessibleName(tr("Dataset whose runs are shown"));
    m_selectedOnly->setObjectName(QStringLiteral("lazinessSelectedOnly"));
    m_selectedOnly->setToolTip(tr("Only groups that the runs selected elsewhere belong to"));
    m_groups->setObjectName(QStringLiteral("lazinessGroups"));
    m_groups->setAccessibleName(tr("Groups of runs to draw"));
    m_modalities->setObjectName(QStringLiteral("lazinessModalities"));
    m_modalities->setAccessibleName(tr("Modalities to draw"));
    m_words->setObjectName(QStringLiteral("lazinessWords"));
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_words->setMinimumWidth(150);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_words);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_datasets);
    layout->addWidget(captionLabel(tr("Groups (runs that differ in the seed alone)"), this));
    layout->addWidget(m_groups);
    layout->addWidget(m_selectedOnly);
    layout->addWidget(captionLabel(tr("Modalities"), this));
    layout->addWidget(m_modalities);
    layout->addWidget(captionLabel(tr("In words"), this));
    layout->addWidget(scroll, 1);

    connect(m_datasets, &QComboBox::activated, this, &LazinessSide::changed);
    connect(m_selectedOnly, &QCheckBox::toggled, this, &LazinessSide::changed);
    connect(m_groups, &CheckList::changed, this, &LazinessSide::changed);
    connect(m_modalities, &CheckList::changed, this, &LazinessSide::changed);
    connect(m_words, &QLabel::linkActivated, this, &LazinessSide::missingAloneRequested);
    connect(m_groups, &QListWidget::itemClicked, this, [this] {
        std::vector<std::string> ids;
        const auto keys = m_groups->selectedKeys();
        for (const auto& entry : m_session.runs())
            if (std::find(keys.begin(), keys.end(), entry.group()) != keys.end())
                ids.push_back(entry.id());
        m_session.selectRuns(ids);
    });
}

bool LazinessSide::refreshDatasets()
{
    const auto before = m_datasets->currentData().toString();
    const QSignalBlocker quiet(m_datasets);
    m_datasets->clear();
    for (const auto& entry : m_session.runs()) {
        const auto key = toQt(entry.run.origin.datasetFingerprint);
        if (m_datasets->findData(key) < 0)
            m_datasets->addItem(toQt(entry.run.origin.datasetName), key);
    }
    const auto* open = m_session.currentDataset();
    const auto current = open != nullptr && open->dataset ? toQt(open->dataset->fingerprint) : QString();
    auto chosen = before;
    if (m_datasets->findData(m_restored) >= 0)
        chosen = std::exchange(m_restored, QString());
    if (m_datasets->findData(current) >= 0 && std::exchange(m_followed, current) != current)
        chosen = current;
    const int index = m_datasets->findData(chosen);
    m_datasets->setCurrentIndex(
        index < 0 ? m_datasets->count() - 1 : index); // the dataset of the newest kind of run
    m_datasets->setVisible(m_datasets->count() > 1);
    return m_datasets->currentData().toString() != before;
}

std::string LazinessSide::fingerprint() const
{
    return fromQt(m_datasets->currentData().toString());
}

bool LazinessSide::selectedOnly() const
{
    return m_selectedOnly->isChecked();
}

std::vector<std::string> LazinessSide::groups() const
{
    auto shown = m_groups->checked();
    if (!m_selectedOnly->isChecked() || m_session.selectedRuns().empty())
        return shown;
    std::erase_if(shown, [this](const std::string& group) {
        const auto& selected = m_session.selectedRuns();
        return std::none_of(selected.begin(), selected.end(), [&](const std::string& id) {
            const auto* entry = m_session.run(id);
            return entry != nullptr && entry->group() == group;
        });
    });
    return shown;
}

std::vector<std::string> LazinessSide::modalities() const
{
    return m_modalities->checked();
}

void LazinessSide::showResult(const LazinessResult& result)
{
    showGroups(result);
    showModalities(result);
    showWords(result);
}

void LazinessSide::showGroups(const LazinessResult& result)
{
    const bool dark = isDark(palette());
    std::set<std::string> selected;
    for (const auto& id : m_session.selectedRuns())
        if (const auto* entry = m_session.run(id))
            selected.insert(entry->group());
    std::vector<CheckItem> items;
    for (const auto& group : result.report.groups) {
        if (group.isAlone())
            continue;
        CheckItem item;
        item.key = group.id;
        item.text = QStringLiteral("%1   n = %2").arg(toQt(group.label)).arg(group.finished);
        item.toolTip = tr("%1 of %2 runs finished; %3")
                           .arg(group.finished)
                           .arg(group.runs.size())
                           .arg(toQt(protocolText(group.select)));
        if (group.finished < int(group.runs.size()))
            item.text += tr(" of %1").arg(group.runs.size());
        if (group.select == SelectEpoch::BestOnTest)
            item.text += tr("   BEST ON TEST");
        for (const auto& id : group.runs)
            if (const auto* entry = m_session.run(id)) {
                item.color = paletteColor(entry->color, dark);
                break;
            }
        item.bold = selected.contains(group.id);
        items.push_back(std::move(item));
    }
    m_groups->setItems(items);
    fitHeight(m_groups, 8);
}

void LazinessSide::showModalities(const LazinessResult& result)
{
    std::vector<CheckItem> items{{"fused", tr("fused"), {}, {}, false}};
    const auto names = modalityNames(result.report);
    for (const auto& name : names)
        items.push_back({name, toQt(name), {}, {}, false});
    m_modalities->setItems(items);
    fitHeight(m_modalities, 6);
}

void LazinessSide::showWords(const LazinessResult& result)
{
    const auto colors = themeColors(palette());
    const auto shown = groups();
    QString text;
    const auto paragraph = [&](const QColor& color, const QString& words) {
        text += QStringLiteral("<p style='margin:0 0 7px 0'><span style='color:%1'>●</span> %2</p>")
                    .arg(color.name(), words);
    };
    for (const auto& warning : result.hgmWarnings)
        paragraph(colors.warning, toQt(warning).toHtmlEscaped());
    for (const auto& sentence : result.sentences) {
        if (std::find(shown.begin(), shown.end(), sentence.group) == shown.end())
            continue;
        const auto color = sentence.verdict == LazinessVerdict::Lazy ? colors.danger
            : sentence.verdict == LazinessVerdict::Perhaps           ? colors.warning
            : sentence.verdict == LazinessVerdict::Unknown           ? colors.muted
                                                                     : colors.success;
        paragraph(color, toQt(sentence.text).toHtmlEscaped());
    }
    if (std::ranges::any_of(
            result.report.groups, [](const auto& group) { return group.method == MethodKind::Network; }))
        paragraph(colors.muted,
            tr("Networks of all modalities have no numbers for each modality; laziness says nothing of "
               "them."));
    for (const auto& note : result.report.notes)
        paragraph(colors.muted, toQt(note).toHtmlEscaped());
    const bool lacksReference
        = std::any_of(result.report.groups.begin(), result.report.groups.end(), [](const auto& group) {
              return !group.isAlone() && group.method != MethodKind::Network
                  && group.method != MethodKind::Imported && group.finished > 0
                  && std::any_of(group.modalities.begin(), group.modalities.end(),
                      [](const auto& m) { return m.alone.isEmpty(); });
          });
    if (lacksReference)
        text += QStringLiteral("<p><a href='alone'>%1</a></p>").arg(tr("Train the encoders alone"));
    m_words->setText(text);
}

QJsonObject LazinessSide::saveState() const
{
    return {{QStringLiteral("dataset"), m_datasets->currentData().toString()},
        {QStringLiteral("followed"), m_followed},
        {QStringLiteral("selectedOnly"), m_selectedOnly->isChecked()},
        {QStringLiteral("hiddenGroups"), toJsonList(m_groups->hidden())},
        {QStringLiteral("hiddenModalities"), toJsonList(m_modalities->hidden())}};
}

void LazinessSide::restoreState(const QJsonObject& state)
{
    m_restored = state.value(QStringLiteral("dataset")).toString();
    m_followed = state.value(QStringLiteral("followed")).toString();
    refreshDatasets();
    m_selectedOnly->setChecked(state.value(QStringLiteral("selectedOnly")).toBool());
    m_groups->setHidden(fromJsonList(state.value(QStringLiteral("hiddenGroups"))));
    m_modalities->setHidden(fromJsonList(state.value(QStringLiteral("hiddenModalities"))));
}

} // namespace modalscope
