#include "app/pages/confusion_panel.h"

#include "app/pages/confusion_matrix.h"
#include "core/analysis/laziness.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {

ConfusionPanel::ConfusionPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_split(new QComboBox(this))
    , m_who(new QComboBox(this))
    , m_copy(new QToolButton(this))
    , m_note(new QLabel(this))
    , m_matrix(new ConfusionMatrix(this))
{
    m_split->setObjectName(QStringLiteral("confusionSplit"));
    m_split->setAccessibleName(tr("Split"));
    m_who->setObjectName(QStringLiteral("confusionWho"));
    m_who->setAccessibleName(tr("Fusion or modality"));
    m_copy->setObjectName(QStringLiteral("copyConfusion"));
    m_copy->setIcon(icon(u"copy"));
    m_copy->setToolTip(tr("Copy as a table and as a picture"));
    m_note->setObjectName(QStringLiteral("confusionNote"));
    m_note->setProperty("caption", true);
    m_note->setWordWrap(true);
    m_matrix->setObjectName(QStringLiteral("confusionMatrix"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_who);
    row->addWidget(m_split);
    row->addWidget(m_copy);
    row->addWidget(m_note, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_matrix, 1);
    connect(m_split, &QComboBox::currentIndexChanged, this, [this] {
        fillChoices();
        draw();
    });
    connect(m_who, &QComboBox::currentIndexChanged, this, &ConfusionPanel::draw);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        auto* copied = new QMimeData;
        copied->setText(m_matrix->asTsv());
        copied->setImageData(m_matrix->grab().toImage());
        QApplication::clipboard()->setMimeData(copied);
    });
    setRun(nullptr);
}

void ConfusionPanel::setRun(std::shared_ptr<const RunSnapshot> run)
{
    m_run = std::move(run);
    fillChoices();
    draw();
}

void ConfusionPanel::fillChoices()
{
    const QSignalBlocker quietSplit(m_split);
    const QSignalBlocker quietWho(m_who);
    const auto split = m_split->currentText();
    const auto who = m_who->currentText();
    m_split->clear();
    m_who->clear();
    const bool finished = m_run && m_run->run.metrics.is_object() && m_run->run.metrics.contains("splits");
    if (finished) {
        for (const auto& [name, value] : m_run->run.metrics["splits"].items())
            m_split->addItem(toQt(name));
        m_split->setCurrentText(split.isEmpty() ? QStringLiteral("test") : split);
        m_who->addItem(tr("fused"), QStringLiteral("fused"));
        const auto& chosen = m_run->run.metrics["splits"][fromQt(m_split->currentText())];
        if (chosen.contains("modalities"))
            for (const auto& [name, value] : chosen["modalities"].items())
                m_who->addItem(toQt(name), QStringLiteral("modalities/") + toQt(name));
        m_who->setCurrentIndex(std::max(0, m_who->findText(who)));
    }
    for (auto* widget : std::initializer_list<QWidget*>{m_split, m_who, m_copy})
        widget->setVisible(finished);
}

void ConfusionPanel::draw()
{
    std::vector<std::vector<std::int64_t>> counts;
    QStringList names;
    if (!m_run) {
        m_note->setText(tr("Select a run above to see which classes it confuses."));
    } else if (m_split->count() == 0) {
        m_note->setText(tr("This run has not finished; its confusion matrix is made at the end."));
    } else {
        const auto place = nlohmann::json::json_pointer("/splits/" + fromQt(m_split->currentText()) + "/"
            + fromQt(m_who->currentData().toString()) + "/confusion");
        const auto& metrics = m_run->run.metrics;
        if (metrics.contains(place))
            for (const auto& row : metrics.at(place))
                counts.push_back(row.get<std::vector<std::int64_t>>());
        m_note->setText(counts.empty() ? tr("There is no confusion matrix for this choice.")
                                       : toQt(protocolText(m_run->run.experiment.evaluate.select)));
        for (const auto& open : m_session.datasets())
            if (open.dataset && open.dataset->fingerprint == m_run->run.origin.datasetFingerprint)
                for (const auto& name : open.dataset->classNames)
                    names << toQt(name);
    }
    m_matrix->setVisible(!counts.empty());
    m_matrix->setCounts(std::move(counts), names);
}

} // namespace modalscope
