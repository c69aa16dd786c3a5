#include "app/embedding/current_sample_panel.h"

#include "app/embedding/sample_table_model.h"
#include "core/analysis/sample_places.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/samples/sample_view.h"
#include "widgets/session/session.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace modalscope {

CurrentSamplePanel::CurrentSamplePanel(Session& session, QWidget* parent)
    : SamplePanel(session, parent)
    , m_title(new QLabel(this))
    , m_facts(new QLabel(this))
    , m_note(new QLabel(this))
    , m_open(new QPushButton(icon(u"open"), tr("Open the dataset"), this))
    , m_view(new SampleView(this))
{
    m_title->setObjectName(QStringLiteral("currentSampleTitle"));
    m_facts->setObjectName(QStringLiteral("currentSampleFacts"));
    m_note->setObjectName(QStringLiteral("currentSampleNote"));
    m_open->setObjectName(QStringLiteral("currentSampleOpen"));
    m_view->setObjectName(QStringLiteral("currentSampleView"));
    for (auto* label : {m_title, m_facts, m_note}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    m_facts->setProperty("caption", true);
    m_note->setProperty("caption", true);
    m_view->setMostColumns(1);
    m_view->setNavigationShown(false); // the cloud and the table choose
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_title);
    layout->addWidget(m_facts);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_note);
    layout->addWidget(m_open);
    layout->addStretch();
    connect(m_open, &QPushButton::clicked, this, &CurrentSamplePanel::openDataset);
    m_view->hide();
}

void CurrentSamplePanel::openDataset()
{
    if (const auto* entry = samples() ? session().run(samples()->run) : nullptr)
        session().openDataset(datasetFile(entry->run));
}

std::shared_ptr<const Dataset> CurrentSamplePanel::dataset() const
{
    for (const auto& open : session().datasets())
        if (samples() && open.dataset && open.dataset->fingerprint == samples()->dataset)
            return open.dataset;
    return nullptr;
}

void CurrentSamplePanel::showFacts(std::int64_t row)
{
    QStringList facts;
    const auto place = placeOfRow(samples()->features.rows, row);
    for (const auto& column : samples()->columns)
        if (const auto text = sampleText(column, std::size_t(place)); !text.isEmpty())
            facts << toQt(column.name) + QStringLiteral(": ") + text;
    m_facts->setText(facts.join(QStringLiteral("  ·  ")));
}

void CurrentSamplePanel::refresh()
{
    const auto row = currentRow();
    const bool isFile = samples() && samples()->split.empty();
    const auto open = row >= 0 && !isFile ? dataset() : nullptr;
    const auto* split = open ? open->split(samples()->split) : nullptr;
    const bool isThere = split != nullptr && row < split->size;
    m_title->setText(row < 0 ? tr("Click a point or a row of the table to look at a sample.")
            : isFile         ? tr("Row %1").arg(row)
                             : tr("Sample %1 of %2").arg(row).arg(toQt(samples()->split)));
    m_facts->setVisible(row >= 0);
    if (row >= 0)
        showFacts(row);
    m_view->setVisible(isThere);
    m_note->setVisible(row >= 0 && !isThere);
    m_open->setVisible(row >= 0 && !isFile && !open && session().run(samples()->run) != nullptr);
    m_note->setText(isFile ? tr("A file of features does not hold the samples themselves.")
            : open         ? tr("The dataset has no such sample of this split.")
                           : tr("The dataset is not open; the sample is shown here once it is."));
    if (!isThere)
        return;
    if (m_shown != open)
        m_view->setDataset(m_shown = open);
    m_view->showSample(toQt(samples()->split), row);
}

} // namespace modalscope
