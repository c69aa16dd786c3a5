#include "app/pages/sample_browser.h"

#include "widgets/base/flow_layout.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/runs/background_line.h"
#include "widgets/samples/sample_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

QComboBox* makeCombo(const QString& name, const QString& help, QWidget* parent)
{
    auto* combo = new QComboBox(parent);
    combo->setObjectName(name);
    combo->setToolTip(help);
    combo->setAccessibleName(help);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    combo->setMaximumWidth(220);
    return combo;
}

} // namespace

SampleBrowser::SampleBrowser(QWidget* parent)
    : QWidget(parent)
    , m_view(new SampleView(this))
    , m_line(new BackgroundLine(this))
{
    setObjectName(QStringLiteral("sampleBrowser"));
    m_view->setObjectName(QStringLiteral("sampleView"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    auto* top = new FlowLayout;
    top->setSpacing(6);
    top->addWidget(makeFilters());
    top->addWidget(makeSteps());
    layout->addLayout(top);
    m_view->setNavigationShown(false); // the one here steps through the samples that fit
    layout->addWidget(m_view, 1);
}

SampleBrowser::~SampleBrowser() = default;

QWidget* SampleBrowser::makeFilters()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_split = makeCombo(QStringLiteral("browserSplit"), tr("Split"), bar);
    m_class = makeCombo(QStringLiteral("sampleClass"), tr("Only samples of this class"), bar);
    m_column = makeCombo(QStringLiteral("sampleColumn"), tr("Column to filter by"), bar);
    m_value = makeCombo(QStringLiteral("sampleColumnValue"), tr("Only samples with this value"), bar);
    m_incomplete = new QCheckBox(tr("lacks a modality"), bar);
    m_incomplete->setObjectName(QStringLiteral("sampleIncomplete"));
    for (auto* widget : std::initializer_list<QWidget*>{m_split, m_class, m_column, m_value, m_incomplete})
        row->addWidget(widget);
    row->addSpacing(14);
    connect(m_split, &QComboBox::currentIndexChanged, this, [this] {
        if (m_filling)
            return;
        m_wanted = 0;
        fillSplit();
        filter();
    });
    connect(m_column, &QComboBox::currentIndexChanged, this, [this] {
        if (m_filling)
            return;
        fillValues();
        filter();
    });
    for (auto* combo : {m_class, m_value})
        connect(combo, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_filling)
                filter();
        });
    connect(m_incomplete, &QCheckBox::toggled, this, [this] {
        if (!m_filling)
            filter();
    });
    return bar;
}

QWidget* SampleBrowser::makeSteps()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    const auto makeButton
        = [&](const QString& name, QStringView iconName, const QString& help, const QKeySequence& key) {
              auto* button = new QToolButton(bar);
              button->setObjectName(name);
              button->setIcon(icon(iconName));
              button->setToolTip(tr("%1 (%2)").arg(help, key.toString()));
              button->setAccessibleName(help);
              button->setShortcut(key);
              button->setAutoRepeat(true);
              row->addWidget(button);
              return button;
          };
    m_previous = makeButton(QStringLiteral("browserPrevious"), u"previous", tr("Previous sample"),
        QKeySequence(Qt::ALT | Qt::Key_Left));
    m_position = new QSpinBox(bar);
    m_position->setObjectName(QStringLiteral("samplePosition"));
    m_position->setAccessibleName(tr("Sample"));
    m_position->setToolTip(tr("Samples are numbered from 0, as in the file"));
    m_position->setKeyboardTracking(false);
    m_position->setMinimumWidth(90);
    row->addWidget(m_position);
    m_next = makeButton(
        QStringLiteral("browserNext"), u"next", tr("Next sample"), QKeySequence(Qt::ALT | Qt::Key_Right));
    m_count = new QLabel(bar);
    m_count->setObjectName(QStringLiteral("sampleCount"));
    row->addWidget(m_count);
    row->addStretch();
    connect(m_previous, &QToolButton::clicked, this, [this] { showPosition(m_shown - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { showPosition(m_shown + 1); });
    connect(m_position, &QSpinBox::valueChanged, this, [this](int sample) { showNearest(sample); });
    return bar;
}

void SampleBrowser::setDataset(std::shared_ptr<const Dataset> dataset)
{
    m_dataset = std::move(dataset);
    m_view->setDataset(m_dataset);
    m_filling = true;
    m_split->clear();
    if (m_dataset)
        for (const auto& split : m_dataset->splits)
            m_split->addItem(toQt(split.name));
    m_filling = false;
    m_wanted = 0;
    fillSplit();
    filter();
}

void SampleBrowser::fillSplit()
{
    m_filling = true;
    const auto* split = m_dataset ? m_dataset->split(fromQt(m_split->currentText())) : nullptr;
    m_class->clear();
    m_column->clear();
    m_class->addItem(tr("any class"), -1);
    m_column->addItem(tr("any column"), QString());
    if (split != nullptr) {
        for (int c = 0; c < m_dataset->classCount(); ++c)
            m_class->addItem(toQt(m_dataset->classNames[std::size_t(c)]), c);
        for (const auto& column : split->columns)
            m_column->addItem(toQt(column.name), toQt(column.name));
    }
    m_class->setVisible(m_dataset && m_dataset->classCount() > 0);
    m_column->setVisible(m_column->count() > 1);
    const bool canLack = split != nullptr
        && std::any_of(
            split->presence.begin(), split->presence.end(), [](const auto& p) { return !p.empty(); });
    m_incomplete->setVisible(canLack);
    if (!canLack)
        m_incomplete->setChecked(false);
    m_filling = false;
    fillValues();
}

void SampleBrowser::fillValues()
{
    m_filling = true;
    m_value->clear();
    const auto name = m_column->currentData().toString();
    m_value->setVisible(!name.isEmpty());
    const auto* split = m_dataset ? m_dataset->split(fromQt(m_split->currentText())) : nullptr;
    if (split != nullptr && !name.isEmpty())
        for (const auto& column : split->columns)
            if (toQt(column.name) == name)
                for (const auto& value : columnValues(column, 500))
                    m_value->addItem(toQt(value));
    m_filling = false;
}

SampleFilter SampleBrowser::presentFilter() const
{
    SampleFilter made;
    made.label = m_class->currentData().toInt();
    made.column = fromQt(m_column->currentData().toString());
    made.columnValue = fromQt(m_value->currentText());
    made.incomplete = m_incomplete->isChecked();
    return made;
}

void SampleBrowser::filter()
{
    const int request = ++m_request;
    auto rows = std::make_shared<std::vector<std::int64_t>>();
    const auto work = [rows, dataset = m_dataset, name = fromQt(m_split->currentText()),
                          wanted = presentFilter()](const RunContext&) -> Result<void> {
        if (const auto* split = dataset ? dataset->split(name) : nullptr)
            *rows = matchingSamples(*dataset, *split, wanted);
        return {};
    };
    m_line->add(work, [this, rows, request](const std::optional<Error>&) {
        if (request != m_request)
            return;
        m_matches = std::move(*rows);
        const auto wanted = std::lower_bound(m_matches.begin(), m_matches.end(), m_wanted);
        showPosition(wanted == m_matches.end() ? 0 : int(wanted - m_matches.begin()));
        Q_EMIT filtered();
    });
}

void SampleBrowser::showNearest(std::int64_t sample)
{
    const bool back = sample < m_wanted;
    const auto place = back ? std::upper_bound(m_matches.begin(), m_matches.end(), sample)
                            : std::lower_bound(m_matches.begin(), m_matches.end(), sample);
    showPosition(int(place - m_matches.begin()) - (back ? 1 : 0));
}

void SampleBrowser::showPosition(int position)
{
    const int count = int(m_matches.size());
    const auto* split = m_dataset ? m_dataset->split(fromQt(m_split->currentText())) : nullptr;
    const auto size = split == nullptr ? 0 : split->size;
    position = std::clamp(position, 0, std::max(0, count - 1));
    m_shown = position;
    {
        const QSignalBlocker quiet(m_position);
        m_position->setRange(0, int(std::max<std::int64_t>(0, size - 1)));
        m_position->setValue(count == 0 ? 0 : int(m_matches[std::size_t(position)]));
    }
    m_position->setEnabled(count > 0);
    m_previous->setEnabled(position > 0);
    m_next->setEnabled(position + 1 < count);
    m_view->setEnabled(count > 0);
    if (count == 0) {
        m_count->setText(tr("no sample fits these filters; choose others"));
        return;
    }
    m_wanted = m_matches[std::size_t(position)];
    const auto samples = counted(size, tr("sample"), tr("samples"));
    m_count->setText((count == size
            ? tr("of %1, numbered from 0 as in the file").arg(samples)
            : tr("%1 of %2 fit; numbered from 0 as in the file").arg(QLocale().toString(count), samples)));
    m_view->showSample(m_split->currentText(), m_wanted);
}

void SampleBrowser::showSample(const QString& split, qint64 sample)
{
    m_filling = true;
    m_split->setCurrentText(split);
    m_filling = false;
    fillSplit();
    m_filling = true;
    m_incomplete->setChecked(false);
    m_filling = false;
    m_wanted = sample;
    filter();
}

} // namespace modalscope
