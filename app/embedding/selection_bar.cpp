#include "app/embedding/selection_bar.h"

#include "core/analysis/sample_places.h"
#include "core/analysis/sample_search.h"
#include "core/base/atomic_file.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/flow_layout.h"
#include "widgets/base/search_field.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"
#include "widgets/tables/export_folder.h"

#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace modalscope {

SelectionBar::SelectionBar(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_search(new SearchField(tr("Search ids, classes, texts, or: class == 3 and wrong"), this))
    , m_count(new QLabel(this))
    , m_message(new QLabel(this))
    , m_work(&SelectionBar::find, [this](const Found& found) { take(found); })
{
    setObjectName(QStringLiteral("selectionBar"));
    m_search->setObjectName(QStringLiteral("selectionSearch"));
    m_search->setAccessibleName(tr("Search for samples"));
    m_search->setMinimumWidth(260);
    m_search->setToolTip(tr("Selects samples by a part of their id, class or text, or by an expression: "
                            "class == 3 and wrong and entropy > 1. Names with spaces stand in quotes."));
    m_count->setObjectName(QStringLiteral("selectionCount"));
    m_message->setObjectName(QStringLiteral("selectionMessage"));
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setProperty("caption", true);
    m_message->hide();
    auto* row = new FlowLayout;
    row->setSpacing(6);
    row->addWidget(m_search);
    row->addWidget(m_count);
    m_all = addButton("selectionAll", tr("All"), tr("Selects every sample shown"), &SelectionBar::selectAll);
    m_clear = addButton("selectionClear", tr("Clear"), tr("Selects nothing"), &SelectionBar::clear);
    m_invert = addButton("selectionInvert", tr("Invert"),
        tr("Selects the samples shown that are not selected"), &SelectionBar::invert);
    m_export = addButton("selectionExport", tr("Export CSV…"),
        tr("Writes the selected samples with everything that is known of them"), &SelectionBar::exportCsv);
    m_send = addButton("selectionSend", tr("Send to Missing"),
        tr("Shows how the selected samples fare when modalities are missing"), &SelectionBar::sendToMissing);
    for (auto* button : {m_all, m_clear, m_invert, m_export, m_send})
        row->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_message);
    connect(m_search, &SearchField::searched, this, &SelectionBar::search);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { search(m_search->text()); });
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (!std::holds_alternative<SamplesSelected>(change))
            return;
        if (!m_isSelecting) { // somebody else did: what was searched for is not what is selected
            const QSignalBlocker blocker(m_search);
            m_search->clear();
            m_searched.clear();
            say({});
        }
        showSelection();
    });
    showSelection();
}

SelectionBar::~SelectionBar() = default;

QToolButton* SelectionBar::addButton(
    const char* name, const QString& text, const QString& help, void (SelectionBar::*slot)())
{
    auto* button = new QToolButton(this);
    button->setObjectName(QString::fromLatin1(name));
    button->setText(text);
    button->setToolTip(help);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    connect(button, &QToolButton::clicked, this, slot);
    return button;
}

void SelectionBar::setSamples(std::shared_ptr<const EmbeddedSamples> samples)
{
    m_samples = std::move(samples);
    say({});
    showSelection();
}

std::shared_ptr<const SelectionMask> SelectionBar::selection() const
{
    const auto& selection = m_session.sampleSelection();
    return m_samples && selection.isOf(m_samples->dataset, m_samples->split) ? selection.samples : nullptr;
}

SelectionMask SelectionBar::places() const
{
    const auto rows = selection();
    return rows ? selectedSamples(*rows, m_samples->features.rows)
                : SelectionMask(m_samples->features.rows.size());
}

void SelectionBar::showSelection()
{
    const auto shown = m_samples ? m_samples->features.samples() : 0;
    const auto selected = m_samples ? qlonglong(places().count()) : 0;
    m_count->setText(m_samples
            ? tr("%1 of %2 selected").arg(QLocale().toString(selected), QLocale().toString(qlonglong(shown)))
            : QString());
    m_search->setEnabled(m_samples != nullptr);
    m_all->setEnabled(selected < shown);
    m_clear->setEnabled(selected > 0);
    m_invert->setEnabled(shown > 0);
    m_export->setEnabled(selected > 0);
    m_send->setEnabled(selected > 0 && !m_samples->split.empty());
}

void SelectionBar::say(const QString& sentence)
{
    m_message->setText(sentence);
    m_message->setVisible(!sentence.isEmpty());
}

void SelectionBar::select(std::shared_ptr<const SelectionMask> rows)
{
    m_session.selectSamples({m_samples->dataset, m_samples->split, std::move(rows)});
}

void SelectionBar::selectAll()
{
    if (m_samples)
        select(std::make_shared<const SelectionMask>(
            selectedRows(SelectionMask(m_samples->features.rows.size(), true), m_samples->features)));
}

void SelectionBar::clear()
{
    if (m_samples)
        select(std::make_shared<const SelectionMask>(
            selectedRows(SelectionMask(m_samples->features.rows.size()), m_samples->features)));
}

void SelectionBar::invert()
{
    if (!m_samples)
        return;
    auto inverted = places();
    inverted.invert();
    select(std::make_shared<const SelectionMask>(selectedRows(inverted, m_samples->features)));
}

void SelectionBar::search(const QString& text)
{
    const auto wanted = fromQt(text);
    if (!m_samples || (wanted.empty() && m_searched.empty()))
        return;
    m_searched = wanted;
    m_work.request({m_samples, wanted});
}

SelectionBar::Found SelectionBar::find(const Search& search)
{
    Found found{search, {}, {}};
    const auto& features = search.samples->features;
    const auto mask = searchSamples(search.text, search.samples->columns, features.rows);
    if (!mask)
        found.problem = mask.error().message;
    found.rows = std::make_shared<const SelectionMask>(
        selectedRows(mask ? mask.value() : SelectionMask(features.rows.size()), features));
    return found;
}

void SelectionBar::take(const Found& found)
{
    if (found.search.samples != m_samples || found.search.text != m_searched)
        return; // something else is shown or selected by now
    m_isSelecting = true;
    select(found.rows);
    m_isSelecting = false;
    say(toQt(found.problem));
    Q_EMIT searched();
}

void SelectionBar::exportCsv()
{
    if (!selection())
        return;
    const auto name = (m_samples->split.empty() ? QStringLiteral("features") : toQt(m_samples->split))
        + QStringLiteral("-selection.csv");
    const auto path = FileDialog::saveFile(
        this, tr("Export the selected samples"), ExportFolder::placeFor(name), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    ExportFolder::keepFolderOf(path);
    const auto count = qlonglong(places().count());
    m_writer.add(
        [samples = m_samples, selected = places(), file = fromQt(path)](const RunContext&) {
            return writeFileAtomically(file, sampleCsv(samples->columns, samples->features.rows, selected));
        },
        [this, path, count](const std::optional<Error>& error) {
            say(error ? toQt(error->message)
                      : tr("%1 written to %2").arg(counted(count, tr("sample"), tr("samples")), path));
            Q_EMIT exported();
        });
}

void SelectionBar::sendToMissing()
{
    m_session.requestPage("missing"); // makes the view
    m_session.requestPage("missing/selection");
}

} // namespace modalscope
