#include "app/pages/experiment_methods.h"

#include "app/pages/form_label.h"
#include "app/pages/method_list.h"
#include "core/experiment/run_grid.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace modalscope {
namespace {

/// Three seeds are a start that gives an interval.
const std::vector<std::uint64_t> kFirstSeeds{0, 1, 2};

} // namespace

ExperimentMethods::ExperimentMethods(QWidget* parent)
    : QWidget(parent)
    , m_methods(new MethodList(this))
    , m_seeds(new QLineEdit(toQt(seedsToText(kFirstSeeds)), this))
    , m_seedNote(sentenceLabel({}, this))
    , m_alone(new QCheckBox(tr("Add the encoders trained alone"), this))
{
    m_seeds->setObjectName(QStringLiteral("seeds"));
    m_seeds->setAccessibleName(tr("Seeds"));
    m_seeds->setPlaceholderText(tr("0-4"));
    m_seeds->setToolTip(tr("Such as 0-4 or 0, 1, 7. Every method runs once with each."));
    m_seedNote->setObjectName(QStringLiteral("seedNote"));
    m_seedNote->setFont(captionFont());
    m_alone->setObjectName(QStringLiteral("addAlone"));
    m_alone->setChecked(true);
    m_alone->setToolTip(tr("One unimodal run per modality and seed. Without it laziness has no reference."));
    auto* seeds = new QHBoxLayout;
    seeds->addWidget(headLabel(tr("Seeds"), this));
    seeds->addWidget(m_seeds, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(seeds);
    layout->addWidget(m_seedNote);
    layout->addWidget(m_alone);
    layout->addSpacing(8);
    layout->addWidget(headLabel(tr("Methods"), this));
    layout->addWidget(m_methods);
    layout->addStretch();
    setTabOrder(m_seeds, m_alone);
    setTabOrder(m_alone, m_methods);
    connect(m_seeds, &QLineEdit::textChanged, this, &ExperimentMethods::changed);
    connect(m_alone, &QCheckBox::toggled, this, &ExperimentMethods::changed);
    connect(m_methods, &MethodList::changed, this, &ExperimentMethods::changed);
}

Result<std::vector<std::uint64_t>> ExperimentMethods::seeds() const
{
    return seedsFromText(fromQt(m_seeds->text()));
}

void ExperimentMethods::setSeeds(const std::vector<std::uint64_t>& seeds)
{
    m_seeds->setText(toQt(seedsToText(seeds)));
}

bool ExperimentMethods::alone() const
{
    return m_alone->isChecked();
}

void ExperimentMethods::setAlone(bool alone)
{
    m_alone->setChecked(alone);
}

void ExperimentMethods::refresh()
{
    const auto read = seeds();
    m_seedNote->setText(!read ? toQt(read.error().message)
            : read.value().size() == 1
            ? tr("One seed says nothing about the spread: no intervals.")
            : tr("%n seeds: means come with a 95 % interval over seeds.", nullptr, int(read.value().size())));
}

void ExperimentMethods::focusSeeds()
{
    m_seeds->setFocus();
}

} // namespace modalscope
