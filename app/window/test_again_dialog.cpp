#include "app/window/test_again_dialog.h"

#include "core/analysis/run_series.h"
#include "core/base/text.h"
#include "core/experiment/axis_values.h"
#include "widgets/base/setting.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

const Setting<QString> ratesSetting{u"testAgain/rates", QStringLiteral("0-0.8:0.2")};
const Setting<bool> subsetsSetting{u"testAgain/subsets", true};
const Setting<int> permutationsSetting{u"testAgain/permutations", 0};

/// "0, 0.2" or "0-0.8:0.2"; an empty text has none.
Result<std::vector<double>> ratesIn(const QString& text)
{
    std::vector<double> rates;
    if (text.trimmed().isEmpty())
        return rates;
    StudyAxis axis{kTestRateAxis, {}};
    if (auto added = addAxisValues(axis, fromQt(text), RunGrid()); !added)
        return invalidInput("rates: " + added.error().message);
    for (const auto& value : axis.values)
        if (value.is_number())
            rates.push_back(value.get<double>());
    return rates;
}

QString rateList(const std::vector<double>& rates)
{
    QStringList texts;
    for (const double rate : rates)
        texts << toQt(numberText(rate));
    return texts.join(QStringLiteral(", "));
}

QLabel* wrapped(const char* name)
{
    auto* label = new QLabel;
    label->setObjectName(QString::fromLatin1(name));
    label->setWordWrap(true);
    return label;
}

} // namespace

TestAgainDialog::TestAgainDialog(const std::vector<StoredRun>& runs, QWidget* parent)
    : QDialog(parent)
    , m_runs(int(runs.size()))
    , m_rates(new QLineEdit(ratesSetting.value()))
    , m_protocol(new QComboBox)
    , m_modality(new QComboBox)
    , m_subsets(new QCheckBox(tr("with &every set of available modalities")))
    , m_permutations(new QSpinBox)
    , m_plan(wrapped("testAgainPlan"))
    , m_problem(wrapped("testAgainProblem"))
{
    setObjectName(QStringLiteral("testAgainDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Test again under missing modalities: %1").arg(counted(m_runs, tr("run"), tr("runs"))));
    for (const auto& run : runs)
        for (const auto& name : modalitiesOf(run))
            if (std::ranges::find(m_modalities, name) == m_modalities.end())
                m_modalities.push_back(name);
    m_rates->setObjectName(QStringLiteral("testAgainRates"));
    m_rates->setToolTip(tr("Shares of hidden modality cells, 0 to 0.9: 0, 0.2, 0.4 or 0-0.8:0.2"));
    m_protocol->setObjectName(QStringLiteral("testAgainProtocol"));
    m_protocol->addItem(tr("as each run's own"), QString());
    for (const auto protocol :
        {MissingProtocol::Gcnet, MissingProtocol::Bernoulli, MissingProtocol::OneModality})
        m_protocol->addItem(toQt(labelOf(protocol)), toQt(toText(protocol)));
    m_protocol->setToolTip(tr("How cells are hidden. Runs that hide nothing themselves use GCNet's mask."));
    m_modality->setObjectName(QStringLiteral("testAgainModality"));
    for (const auto& name : m_modalities)
        m_modality->addItem(toQt(name));
    m_subsets->setObjectName(QStringLiteral("testAgainSubsets"));
    m_subsets->setChecked(subsetsSetting.value());
    m_permutations->setObjectName(QStringLiteral("testAgainPermutations"));
    m_permutations->setRange(0, 100);
    m_permutations->setValue(permutationsSetting.value());
    m_permutations->setSpecialValueText(tr("none"));
    m_permutations->setToolTip(
        tr("Each modality is permuted across samples so many times, for its perceptual score"));
    auto colors = palette();
    colors.setColor(QPalette::WindowText, themeColors(colors).danger);
    m_problem->setPalette(colors);

    auto* form = new QFormLayout;
    form->addRow(tr("&Rates"), m_rates);
    form->addRow(tr("&Protocol"), m_protocol);
    form->addRow(tr("Hidden &modality"), m_modality);
    form->addRow(tr("Sets"), m_subsets);
    form->addRow(tr("Per&mutations"), m_permutations);
    auto* treatment = wrapped("testAgainTreatment");
    treatment->setText(tr("as in the training of each run (skip, zero or training mean)"));
    form->addRow(tr("Treatment"), treatment);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_queue = buttons->addButton(tr("&Queue"), QDialogButtonBox::AcceptRole);
    m_queue->setObjectName(QStringLiteral("testAgainQueue"));
    m_queue->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addSpacing(6);
    layout->addWidget(m_plan);
    layout->addWidget(m_problem);
    layout->addStretch();
    layout->addWidget(buttons);
    resize(520, 380);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        const auto asked = retest();
        if (!asked)
            return;
        ratesSetting.set(m_rates->text());
        subsetsSetting.set(m_subsets->isChecked());
        permutationsSetting.set(m_permutations->value());
        Q_EMIT queued(asked.value());
        accept();
    });
    connect(m_rates, &QLineEdit::textChanged, this, &TestAgainDialog::update);
    connect(m_protocol, &QComboBox::currentIndexChanged, this, &TestAgainDialog::update);
    connect(m_modality, &QComboBox::currentIndexChanged, this, &TestAgainDialog::update);
    connect(m_subsets, &QCheckBox::toggled, this, &TestAgainDialog::update);
    connect(m_permutations, &QSpinBox::valueChanged, this, &TestAgainDialog::update);
    update();
}

bool TestAgainDialog::isOneModality() const
{
    return m_protocol->currentData().toString() == toQt(toText(MissingProtocol::OneModality));
}

Result<Retest> TestAgainDialog::retest() const
{
    auto rates = ratesIn(m_rates->text());
    if (!rates)
        return rates.error();
    Retest retest;
    retest.missingRates = std::move(rates).value();
    if (const auto protocol = m_protocol->currentData().toString(); !protocol.isEmpty())
        retest.protocol = fromText<MissingProtocol>(fromQt(protocol));
    if (isOneModality())
        retest.hiddenModality = fromQt(m_modality->currentText());
    retest.subsets = m_subsets->isChecked();
    retest.permutations = m_permutations->value();
    if (auto good = checkRetest(retest); !good)
        return good.error();
    return retest;
}

QString TestAgainDialog::plan(const Retest& retest) const
{
    QStringList what;
    if (!retest.missingRates.empty())
        what << tr("rates %1").arg(rateList(retest.missingRates));
    if (retest.subsets && m_modalities.size() > 1)
        what << tr("every set of %1 modalities").arg(int(m_modalities.size()));
    if (retest.permutations > 0)
        what << tr("each modality permuted %1 times").arg(retest.permutations);
    auto text = tr("Predicts the test split of %1 up to %2 times each: %3. Nothing is trained, and the "
                   "weights stay as they are.\n\n"
                   "The numbers are added to metrics.json of each run, where the page Missing finds them. "
                   "What is there already stays and is not computed again.")
                    .arg(counted(m_runs, tr("run"), tr("runs")))
                    .arg(passesOf(retest, m_modalities.size()))
                    .arg(what.join(QStringLiteral("; ")));
    if (retest.protocol)
        text += QStringLiteral("\n\n")
            + tr("Where a run's own protocol is another one, these rates are kept apart from its own, as "
                 "“0.4 %1”: a column of the run table, not a point of its curve on Missing.")
                  .arg(toQt(toText(*retest.protocol)));
    return text;
}

void TestAgainDialog::update()
{
    m_modality->setEnabled(isOneModality());
    const auto asked = retest();
    m_queue->setEnabled(bool(asked));
    m_plan->setText(asked ? plan(asked.value()) : QString());
    m_plan->setVisible(bool(asked));
    m_problem->setText(asked ? QString() : toQt(asked.error().message));
    m_problem->setVisible(!asked);
}

} // namespace modalscope
