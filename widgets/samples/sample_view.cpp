#include "widgets/samples/sample_view.h"

#include "core/base/text.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/icon.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/samples/color_map.h"
#include "widgets/samples/modality_picture.h"
#include "widgets/samples/sample_card.h"
#include "widgets/samples/sample_reader.h"

#include <QAction>
#include <QComboBox>
#include <QFormLayout>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>
#include <limits>

namespace modalscope {
namespace {

QString columnText(const Column& column, std::size_t sample)
{
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values))
        return sample < texts->size() ? toQt((*texts)[sample]) : QString();
    const auto& numbers = std::get<std::vector<double>>(column.values);
    return sample < numbers.size() ? toQt(numberText(numbers[sample])) : QString();
}

QString labelText(const Dataset& dataset, const Split& split, std::size_t sample)
{
    if (sample < split.classes.size()) {
        const int label = split.classes[sample];
        return label >= 0 && label < dataset.classCount() ? toQt(dataset.classNames[std::size_t(label)])
                                                          : QString::number(label);
    }
    QStringList targets;
    if (split.targets.rows() > std::int64_t(sample))
        for (const double value : split.targets.row(std::int64_t(sample)))
            targets << toQt(numberText(value));
    return targets.join(QStringLiteral(", "));
}

} // namespace

struct SampleView::Parts {
    explicit Parts(SampleView* view);

    QWidget* makeHeader();
    QToolButton* addStep(
        QHBoxLayout* layout, const QString& name, const QString& iconName, const QString& help, int step);
    void makeCards();
    void ask();
    void take(const SampleRows& rows);
    void fillFacts(const Split& split, std::size_t sample) const;
    const Split* currentSplit() const;

    SampleView* view;
    SampleReader reader;
    std::shared_ptr<const Dataset> dataset;
    QStackedLayout* stack;
    EmptyState* empty;
    QWidget* content;
    MessageBar* messages;
    QWidget* header = nullptr; // split, number and steps
    QComboBox* splits;
    QSpinBox* number;
    QLabel* count;
    QScrollArea* scroll;
    std::vector<SampleCard> cards;
    SampleCard labelMap{};
    QFormLayout* facts = nullptr;
    int mostColumns = 2;
};

SampleView::Parts::Parts(SampleView* owner)
    : view(owner)
    , stack(new QStackedLayout(owner))
    , empty(new EmptyState(
          QStringLiteral("image"), tr("No dataset"), tr("Open a dataset to look at its samples."), owner))
    , content(new QWidget(owner))
    , messages(new MessageBar(content))
    , splits(new QComboBox(content))
    , number(new QSpinBox(content))
    , count(new QLabel(content))
    , scroll(new QScrollArea(content))
{
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins({});
    layout->addWidget(makeHeader());
    layout->addWidget(messages);
    layout->addWidget(scroll, 1);
    scroll->setWidgetResizable(true);
    stack->addWidget(empty);
    stack->addWidget(content);
    connect(splits, &QComboBox::currentIndexChanged, owner,
        [this] { view->showSample(splits->currentText(), number->value()); });
    connect(number, &QSpinBox::valueChanged, owner, [this] { ask(); });
    connect(&reader, &SampleReader::finished, owner,
        [this](const std::shared_ptr<const SampleRows>& rows) { take(*rows); });
}

QWidget* SampleView::Parts::makeHeader()
{
    header = new QWidget(content);
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins({});
    splits->setObjectName(QStringLiteral("sampleSplit"));
    splits->setAccessibleName(tr("Split"));
    number->setObjectName(QStringLiteral("sampleNumber"));
    number->setAccessibleName(tr("Sample"));
    number->setMinimumWidth(90);
    count->setProperty("caption", true);
    layout->addWidget(splits);
    addStep(layout, QStringLiteral("previousSample"), QStringLiteral("previous"), tr("Previous sample"), -1);
    layout->addWidget(number);
    addStep(layout, QStringLiteral("nextSample"), QStringLiteral("next"), tr("Next sample"), 1);
    layout->addWidget(count);
    layout->addStretch();
    return header;
}

QToolButton* SampleView::Parts::addStep(
    QHBoxLayout* layout, const QString& name, const QString& iconName, const QString& help, int step)
{
    auto* button = new QToolButton(content);
    button->setObjectName(name);
    button->setIcon(icon(iconName));
    button->setToolTip(help);
    button->setAccessibleName(help);
    button->setAutoRepeat(true);
    layout->addWidget(button);
    connect(button, &QToolButton::clicked, view, [this, step] { number->setValue(number->value() + step); });
    return button;
}

const Split* SampleView::Parts::currentSplit() const
{
    const int index = splits->currentIndex();
    return dataset && index >= 0 ? &dataset->splits[std::size_t(index)] : nullptr;
}

/// What is known of the sample, below it in columns the modalities and the label map.
void SampleView::Parts::makeCards()
{
    cards.clear();
    auto* area = new QWidget(scroll);
    auto* grid = new QGridLayout(area);
    grid->setContentsMargins({});
    grid->setSpacing(10);
    QList<QWidget*> widgets;
    for (const auto& modality : dataset->modalities) {
        cards.push_back(makeSampleCard(toQt(modality.name), toQt(shapeText(modality)), area));
        widgets << cards.back().frame;
    }
    labelMap = {};
    if (dataset->task == Task::Segmentation) {
        labelMap = makeSampleCard(tr("label"), tr("class per pixel"), area);
        widgets << labelMap.frame;
    }
    auto* about = new QFrame(area);
    about->setProperty("card", true);
    about->setObjectName(QStringLiteral("sampleFacts"));
    facts = new QFormLayout(about);
    facts->setContentsMargins(12, 10, 12, 10);
    const int columns = std::clamp(int(widgets.size()), 1, mostColumns);
    grid->addWidget(about, 0, 0, 1, columns);
    for (int i = 0; i < widgets.size(); ++i)
        grid->addWidget(widgets[i], 1 + i / columns, i % columns);
    grid->setRowStretch(int(widgets.size()) + 1, 1);
    scroll->setWidget(area);
}

void SampleView::Parts::ask()
{
    const auto* split = currentSplit();
    if (split == nullptr || split->size == 0)
        return;
    reader.read(dataset, std::size_t(splits->currentIndex()), number->value());
    Q_EMIT view->sampleChanged(splits->currentText(), number->value());
}

void SampleView::Parts::take(const SampleRows& rows)
{
    if (rows.dataset != dataset)
        return;
    if (rows.error) {
        messages->showError(*rows.error);
        return;
    }
    for (std::size_t m = 0; m < cards.size(); ++m) {
        cards[m].picture->show(dataset->modalities[m], rows.values[m]);
        cards[m].caption->setText(cards[m].picture->caption());
    }
    if (labelMap.picture != nullptr && !rows.labelMap.empty())
        labelMap.picture->showImage(classImage(rows.labelMap, int(dataset->labelShape[0]),
            int(dataset->labelShape[1]), isDark(view->palette())));
    fillFacts(dataset->splits[rows.split], std::size_t(rows.sample));
    Q_EMIT view->sampleShown();
}

void SampleView::Parts::fillFacts(const Split& split, std::size_t sample) const
{
    while (facts->rowCount() > 0)
        facts->removeRow(0);
    const auto add = [this](const QString& name, const QString& value) {
        auto* text = new QLabel(value);
        text->setObjectName(QStringLiteral("fact.") + name);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        facts->addRow(name, text);
    };
    if (const auto label = labelText(*dataset, split, sample); !label.isEmpty())
        add(dataset->task == Task::Regression ? tr("target") : tr("label"), label);
    for (const auto& column : split.columns)
        add(toQt(column.name), columnText(column, sample));
    if (!split.origin.empty())
        add(tr("split"), toQt(split.origin));
    facts->parentWidget()->setVisible(facts->rowCount() > 0);
}

SampleView::SampleView(QWidget* parent)
    : QWidget(parent)
    , m_parts(std::make_unique<Parts>(this))
{ }

SampleView::~SampleView() = default;

void SampleView::setDataset(std::shared_ptr<const Dataset> dataset)
{
    auto& parts = *m_parts;
    parts.reader.forget();
    parts.messages->hide();
    parts.dataset = std::move(dataset);
    const QSignalBlocker quiet(parts.splits);
    parts.splits->clear();
    const bool isEmpty = !parts.dataset || parts.dataset->splits.empty();
    parts.stack->setCurrentWidget(isEmpty ? static_cast<QWidget*>(parts.empty) : parts.content);
    if (isEmpty)
        return;
    parts.makeCards();
    for (const auto& split : parts.dataset->splits)
        parts.splits->addItem(toQt(split.name));
    parts.splits->setCurrentIndex(-1);
    showSample(parts.splits->itemText(0), 0);
}

void SampleView::showSample(const QString& split, std::int64_t sample)
{
    auto& parts = *m_parts;
    const int index = std::max(0, parts.splits->findText(split));
    if (!parts.dataset || parts.dataset->splits.empty())
        return;
    const QSignalBlocker quiet(parts.splits);
    const QSignalBlocker quietNumber(parts.number);
    const auto size = parts.dataset->splits[std::size_t(index)].size;
    parts.splits->setCurrentIndex(index);
    parts.number->setRange(0, int(std::clamp<std::int64_t>(size - 1, 0, std::numeric_limits<int>::max())));
    parts.number->setValue(int(std::clamp<std::int64_t>(sample, 0, parts.number->maximum())));
    parts.count->setText(tr("of %n samples", nullptr, int(size)));
    parts.ask();
}

void SampleView::setMostColumns(int columns)
{
    m_parts->mostColumns = std::max(1, columns);
}

void SampleView::setNavigationShown(bool shown)
{
    m_parts->header->setVisible(shown);
}

QString SampleView::split() const
{
    return m_parts->splits->currentText();
}

std::int64_t SampleView::sample() const
{
    return m_parts->number->value();
}

} // namespace modalscope
