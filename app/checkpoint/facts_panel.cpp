#include "app/checkpoint/facts_panel.h"

#include "core/base/text.h"
#include "core/figure/training_figure.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_view.h"

#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr int kMostFactLetters = 400; // in a cell; all of it is in the tool tip

QString shortened(const std::string& text)
{
    auto shown = toQt(text).simplified();
    return shown.size() > kMostFactLetters ? shown.left(kMostFactLetters) + QStringLiteral("…") : shown;
}

QString whatFile(const LoadedCheckpoint& loaded)
{
    const auto& checkpoint = loaded.checkpoint;
    QStringList parts{toQt(checkpoint.path.string()), toQt(labelOf(checkpoint.file.format)),
        toQt(sizeText(double(loaded.stamp.size))),
        checkpoint.isOurs ? QObject::tr("written by ModalScope") : QObject::tr("not written by ModalScope")};
    if (!checkpoint.modalities.empty())
        parts << QObject::tr("modalities: %1").arg(toQt(joinText(checkpoint.modalities, ", ")));
    if (checkpoint.facts.size() >= kMostFacts)
        parts << QObject::tr("only the first %1 facts are listed").arg(kMostFacts);
    return parts.join(QStringLiteral("  ·  "));
}

Figure historyOf(const LoadedCheckpoint& loaded)
{
    TrainingColumns columns;
    for (const auto& name : loaded.history.names()) {
        const auto column = loaded.history.column(name);
        columns.emplace_back(name, std::vector<double>(column.begin(), column.end()));
    }
    return trainingFigure(columns, loaded.title);
}

} // namespace

FactsPanel::FactsPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new ColumnTableModel<CheckpointFact>(
          {TableColumn<CheckpointFact>(
               tr("name"), [](const CheckpointFact& fact) { return toQt(fact.name); }),
              TableColumn<CheckpointFact>(
                  tr("value"), [](const CheckpointFact& fact) { return shortened(fact.text); })
                  .withToolTip([](const CheckpointFact& fact) { return toQt(fact.text).left(4000); })},
          this))
    , m_file(new QLabel(this))
    , m_table(new TableView(this))
    , m_history(new FigureView(this))
{
    m_file->setObjectName(QStringLiteral("checkpointFile"));
    m_file->setWordWrap(true);
    m_file->setTextFormat(Qt::PlainText);
    m_file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_file->setProperty("caption", true);
    m_table->setObjectName(QStringLiteral("checkpointFacts"));
    m_table->setModel(m_model);
    m_history->setObjectName(QStringLiteral("checkpointHistory"));
    auto* parts = new QSplitter(Qt::Vertical, this);
    parts->setChildrenCollapsible(false);
    parts->addWidget(m_table);
    parts->addWidget(m_history);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_file);
    layout->addWidget(parts, 1);
}

void FactsPanel::setCheckpoint(const CheckpointPtr& loaded)
{
    m_model->setRows(loaded ? loaded->checkpoint.facts : std::vector<CheckpointFact>());
    m_table->setModel(m_model); // columns as wide as the new rows need
    m_file->setText(loaded ? whatFile(*loaded) : QString());
    m_history->setVisible(loaded && loaded->history.epochCount() > 0);
    if (loaded && loaded->history.epochCount() > 0)
        m_history->setFigure(historyOf(*loaded));
}

} // namespace modalscope
