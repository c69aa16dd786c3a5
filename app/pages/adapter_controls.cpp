#include "app/pages/adapter_controls.h"

#include "app/pages/check_list.h"
#include "app/pages/form_label.h"
#include "app/pages/offer_choices.h"
#include "widgets/base/icon.h"
#include "widgets/base/quiet_combo_box.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/forms/option_form.h"
#include "widgets/forms/option_model.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::size_t kTickedAtFirst = 4; // more modalities than this have many sets

/// With a kind that has every field of every kind.
AdaptOptions shownOptions(const TrainOptions& train)
{
    AdaptOptions options;
    options.adapter.kind = AdapterKind::SsfLora;
    options.train = train;
    return options;
}

std::set<std::string> unusualKinds()
{
    std::set<std::string> keys;
    for (const auto& choice : choices(AdapterKind{}))
        if (choice.value != AdapterKind::Ssf)
            keys.emplace(choice.text);
    return keys;
}

void fitRows(CheckList& list)
{
    const int rows = std::clamp(list.count(), 2, kMostMissingModalities + 1);
    list.setFixedHeight(rows * std::max(18, list.sizeHintForRow(0)) + 2 * list.frameWidth() + 2);
}

} // namespace

AdapterControls::AdapterControls(QWidget* parent)
    : QWidget(parent)
    , m_base(new QuietComboBox(this))
    , m_everySeed(new QCheckBox(this))
    , m_missing(makeList("adapterMissing", tr("Every set of the ticked ones may be missing at once")))
    , m_kinds(makeList("adapterKinds", tr("What is learned for every set of modalities that is left")))
    , m_seeds(new QSpinBox(this))
    , m_form(new OptionForm(optionModel<AdaptOptions>(shownOptions(m_suggested)), this))
    , m_plan(sentenceLabel({}, this))
    , m_start(new QPushButton(icon(u"play"), {}, this))
    , m_again(new QPushButton(this))
    , m_remove(new QPushButton(tr("Delete…"), this))
{
    m_base->setObjectName(QStringLiteral("adapterBase"));
    m_base->setAccessibleName(tr("Base run"));
    m_base->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_base->setToolTip(tr("The finished run whose weights stay as they are"));
    m_everySeed->setObjectName(QStringLiteral("adapterEverySeed"));
    m_everySeed->setToolTip(
        tr("Runs with the same settings and other seeds are adapted with one click; table "
           "and figure show mean and standard deviation over them"));
    m_seeds->setObjectName(QStringLiteral("adapterSeeds"));
    m_seeds->setAccessibleName(tr("Seeds"));
    m_seeds->setRange(1, 20);
    m_seeds->setToolTip(tr("Adapters of each set and option: seeds 0, 1, 2 and so on"));
    m_form->setObjectName(QStringLiteral("adapterForm"));
    for (const char* path : {"present", "seed", "adapter.kind", "train.precision", "train.device",
             "train.standardize"}) // as the base has them
        m_form->setFieldHidden(QString::fromLatin1(path));
    for (const char* path :
        {"train.feature_epochs", "train.feature_samples", "train.weight_epochs"}) // of runs alone
        m_form->setFieldHidden(QString::fromLatin1(path));
    m_form->setNarrow();
    m_plan->setObjectName(QStringLiteral("adapterPlan"));
    m_start->setObjectName(QStringLiteral("adapterStart"));
    m_again->setObjectName(QStringLiteral("adapterAgain"));
    m_again->setToolTip(tr("Learns sets that are there once more, with the settings above: those with other "
                           "settings, or all when there are none. The present ones go to the trash."));
    m_remove->setObjectName(QStringLiteral("adapterRemove"));
    m_remove->setToolTip(
        tr("Moves the sets that are there, of the modalities, options and seeds above, to the "
           "trash of the workspace"));
    std::vector<CheckItem> kinds;
    for (const auto& choice : choices(AdapterKind{}))
        kinds.push_back({std::string(choice.text), toQt(choice.label), {}, {}, false});
    m_kinds->setHidden(unusualKinds());
    m_kinds->setItems(kinds);
    fitRows(*m_kinds);

    auto* scrolled = new QWidget;
    auto* inside = new QVBoxLayout(scrolled);
    inside->setContentsMargins(0, 0, 6, 0);
    inside->addWidget(headLabel(tr("Base run"), scrolled));
    inside->addWidget(m_base);
    inside->addWidget(m_everySeed);
    inside->addWidget(headLabel(tr("May be missing"), scrolled));
    inside->addWidget(m_missing);
    inside->addWidget(headLabel(tr("Options"), scrolled));
    inside->addWidget(m_kinds);
    inside->addWidget(headLabel(tr("Seeds"), scrolled));
    inside->addWidget(m_seeds);
    inside->addWidget(headLabel(tr("Settings of every set"), scrolled));
    inside->addWidget(m_form);
    inside->addStretch();
    auto* area = new QScrollArea(this);
    area->setWidget(scrolled);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(area, 1);
    layout->addWidget(m_plan);
    layout->addWidget(m_start);
    auto* there = new QHBoxLayout;
    there->addWidget(m_again, 1);
    there->addWidget(m_remove);
    layout->addLayout(there);
    setMinimumWidth(320);

    connect(m_base, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling)
            Q_EMIT baseChosen();
    });
    connect(m_everySeed, &QCheckBox::toggled, this, &AdapterControls::baseChosen);
    connect(m_missing, &CheckList::changed, this, &AdapterControls::changed);
    connect(m_kinds, &CheckList::changed, this, &AdapterControls::changed);
    connect(m_seeds, &QSpinBox::valueChanged, this, &AdapterControls::changed);
    connect(m_form, &OptionForm::changed, this, &AdapterControls::changed);
    connect(m_start, &QPushButton::clicked, this, &AdapterControls::startRequested);
    connect(m_again, &QPushButton::clicked, this, &AdapterControls::againRequested);
    connect(m_remove, &QPushButton::clicked, this, &AdapterControls::removeRequested);
    setSeedRuns(1);
    showPlan({}, 0, false);
    showThere(0, 0);
}

AdapterControls::~AdapterControls() = default;

CheckList* AdapterControls::makeList(const char* name, const QString& toolTip)
{
    auto* list = new CheckList(this);
    list->setObjectName(QString::fromLatin1(name));
    list->setToolTip(toolTip + tr(". Double click ticks one alone, again all."));
    return list;
}

void AdapterControls::setBases(const std::vector<std::pair<std::string, std::string>>& bases)
{
    m_filling = true;
    offerChoices(*m_base, bases);
    m_filling = false;
}

void AdapterControls::choose(const std::string& id)
{
    m_filling = true;
    if (const int index = m_base->findData(toQt(id)); index >= 0)
        m_base->setCurrentIndex(index);
    m_filling = false;
}

void AdapterControls::showThere(int there, int again)
{
    m_again->setVisible(there > 0);
    m_remove->setVisible(there > 0);
    m_again->setText(tr("Learn %1 again…").arg(counted(again, tr("set"), tr("sets"))));
    m_remove->setText(tr("Delete %1…").arg(counted(there, tr("set"), tr("sets"))));
}

std::string AdapterControls::base() const
{
    return fromQt(m_base->currentData().toString());
}

void AdapterControls::setSeedRuns(int count)
{
    m_everySeed->setText(tr("All %1 runs that differ only in the seed").arg(count));
    m_everySeed->setVisible(count > 1);
}

bool AdapterControls::everySeed() const
{
    return m_everySeed->isChecked();
}

void AdapterControls::setLeaveOut(const std::vector<std::string>& leaveOut)
{
    auto values = m_form->values();
    values["adapter"]["leave_out"] = leaveOut;
    m_form->setValues(values);
    Q_EMIT changed();
}

void AdapterControls::setBase(
    const std::string& id, const std::vector<std::string>& modalities, const TrainOptions& train)
{
    if (std::exchange(m_known, id) == id && modalities == m_modalities)
        return;
    if (modalities != m_modalities) {
        m_modalities = modalities;
        std::set<std::string> unticked;
        if (modalities.size() > kTickedAtFirst)
            unticked.insert(modalities.begin(), modalities.end());
        m_missing->setHidden(std::move(unticked));
        std::vector<CheckItem> items;
        for (const auto& name : modalities)
            items.push_back({name, toQt(name), {}, {}, false});
        m_missing->setItems(items);
        fitRows(*m_missing);
    }
    auto values = m_form->values();
    if (values["train"] == toJson(m_suggested)) { // untouched: as suits the new base
        values["train"] = toJson(train);
        m_form->setValues(values);
        m_suggested = train;
    }
}

Result<AdapterChoice> AdapterControls::choice() const
{
    if (const auto error = m_form->error())
        return *error;
    auto settings = fromJson<AdaptOptions>(m_form->values());
    if (!settings)
        return settings.error();
    AdapterChoice choice{m_modalities, m_missing->checked(), {}, m_seeds->value(), settings.value()};
    for (const auto& key : m_kinds->checked())
        if (const auto kind = fromText<AdapterKind>(key))
            choice.kinds.push_back(*kind);
    return choice;
}

void AdapterControls::setPlanColor(bool isProblem)
{
    auto colors = palette();
    if (isProblem)
        colors.setColor(QPalette::WindowText, themeColors(colors).warning);
    m_plan->setPalette(colors);
}

void AdapterControls::showPlan(const QString& sentence, int todo, bool isProblem)
{
    m_plan->setText(sentence);
    setPlanColor(isProblem);
    m_start->setEnabled(!isProblem && todo > 0);
    m_start->setText(isProblem || todo == 0
            ? tr("&Learn adapter sets")
            : tr("&Learn %1").arg(counted(todo, tr("adapter set"), tr("adapter sets"))));
}

QJsonObject AdapterControls::saveState() const
{
    QJsonArray kinds;
    for (const auto& key : m_kinds->checked())
        kinds.append(toQt(key));
    return {{QStringLiteral("kinds"), kinds}, {QStringLiteral("seeds"), m_seeds->value()},
        {QStringLiteral("everySeed"), m_everySeed->isChecked()},
        {QStringLiteral("settings"),
            QJsonDocument::fromJson(QByteArray::fromStdString(m_form->values().dump())).object()}};
}

void AdapterControls::restoreState(const QJsonObject& state)
{
    if (const auto kinds = state.value(QStringLiteral("kinds")); kinds.isArray()) {
        std::set<std::string> unticked;
        for (const auto& choice : choices(AdapterKind{}))
            if (!kinds.toArray().contains(toQt(choice.text)))
                unticked.emplace(choice.text);
        m_kinds->setHidden(std::move(unticked));
    }
    m_everySeed->setChecked(state.value(QStringLiteral("everySeed")).toBool());
    m_seeds->setValue(state.value(QStringLiteral("seeds")).toInt(1));
    const auto settings = state.value(QStringLiteral("settings"));
    if (settings.isObject()) {
        const auto text = QJsonDocument(settings.toObject()).toJson().toStdString();
        m_form->setValues(nlohmann::json::parse(text, nullptr, false));
    }
    Q_EMIT changed();
}

} // namespace modalscope
