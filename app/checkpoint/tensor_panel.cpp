#include "app/checkpoint/tensor_panel.h"

#include "app/checkpoint/long_work.h"
#include "app/checkpoint/slice_panel.h"
#include "app/checkpoint/spectrum_panel.h"
#include "app/checkpoint/tone_label.h"
#include "core/base/text.h"
#include "core/figure/tensor_figures.h"
#include "core/io/npy_tensor.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/plot/plain_number.h"
#include "widgets/tables/export_folder.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr int kHistogramBins = 60;

QString statisticsText(const TensorSummary& summary)
{
    const auto one = [](const QString& name, const QString& value) {
        return QStringLiteral("%1&nbsp;<b>%2</b>")
            .arg(name, value.toHtmlEscaped().replace(u' ', QStringLiteral("&nbsp;")));
    };
    const auto number = [&](const QString& name, double value) { return one(name, plainNumber(value, 5)); };
    const auto zeros
        = QStringLiteral("%1 (%2 %)")
              .arg(QLocale().toString(qlonglong(summary.zero)), plainNumber(100 * summary.sparsity(), 3));
    return QStringList{number(QObject::tr("mean"), summary.mean),
        number(QObject::tr("SD"), summary.deviation), number(QObject::tr("norm"), summary.norm),
        number(QObject::tr("least"), summary.lowest), number(QObject::tr("largest"), summary.highest),
        one(QObject::tr("zeros"), zeros)}
        .join(QStringLiteral(" &nbsp; "));
}

QString flagsText(const TensorSummary& summary)
{
    if (summary.nan == 0 && summary.infinite == 0)
        return QObject::tr("No NaN, no infinite values.");
    return QObject::tr("Not finite: %1 NaN and %2 infinite of %3. The numbers above are of the others.")
        .arg(summary.nan)
        .arg(summary.infinite)
        .arg(counted(summary.count, QObject::tr("value"), QObject::tr("values")));
}

/// A name for the file that every system takes.
QString fileNameOf(const std::string& tensor)
{
    auto name = toQt(tensor);
    for (auto& letter : name)
        if (!letter.isLetterOrNumber() && letter != u'.' && letter != u'-' && letter != u'_')
            letter = u'_';
    return (name.isEmpty() ? QStringLiteral("tensor") : name.right(120)) + QStringLiteral(".npy");
}

} // namespace

struct TensorPanel::Look {
    TensorSummary summary;
    Figure histogram;
};

TensorPanel::TensorPanel(QWidget* parent)
    : QWidget(parent)
    , m_name(new QLabel(this))
    , m_facts(new QLabel(this))
    , m_statistics(new QLabel(this))
    , m_flags(new ToneLabel(this))
    , m_save(new QPushButton(icon(u"export"), tr("Save as .npy…"), this))
    , m_tabs(new QTabWidget(this))
    , m_histogram(new FigureView(m_tabs))
    , m_slice(new SlicePanel(m_tabs))
    , m_spectrum(new SpectrumPanel(m_tabs))
    , m_work(new LongWork(this))
{
    m_name->setObjectName(QStringLiteral("tensorName"));
    m_facts->setObjectName(QStringLiteral("tensorFacts"));
    m_statistics->setObjectName(QStringLiteral("tensorStatistics"));
    m_flags->setObjectName(QStringLiteral("tensorFlags"));
    m_save->setObjectName(QStringLiteral("saveTensor"));
    m_tabs->setObjectName(QStringLiteral("tensorTabs"));
    m_histogram->setObjectName(QStringLiteral("histogramFigure"));
    layOut();
    connect(m_save, &QPushButton::clicked, this, &TensorPanel::saveTensor);
    connect(m_slice, &SlicePanel::failed, this, &TensorPanel::failed);
    connect(m_spectrum, &SpectrumPanel::failed, this, &TensorPanel::failed);
    connect(m_work, &LongWork::failed, this, [this](const Error& error) {
        m_statistics->hide();
        m_flags->say(toQt(error.message), ToneLabel::Tone::Bad);
        m_histogram->setFigure({});
        m_histogram->setEmptyText(tr("No histogram"), toQt(error.message));
    });
    setTensor(nullptr, -1);
}

void TensorPanel::layOut()
{
    auto font = m_name->font();
    font.setBold(true);
    m_name->setFont(font);
    for (auto* label : {m_name, m_facts, m_statistics}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    m_name->setTextFormat(Qt::PlainText);
    m_facts->setProperty("caption", true);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_histogram, tr("Histogram"));
    m_tabs->addTab(m_slice, tr("Slice"));
    m_tabs->addTab(m_spectrum, tr("Singular values"));
    auto* top = new QHBoxLayout;
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_name);
    words->addWidget(m_facts);
    top->addLayout(words, 1);
    top->addWidget(m_save, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(5);
    layout->addLayout(top);
    layout->addWidget(m_statistics);
    layout->addWidget(m_flags);
    layout->addWidget(m_tabs, 1);
}

void TensorPanel::setTensor(CheckpointPtr loaded, int tensor)
{
    m_work->drop();
    m_loaded = std::move(loaded);
    m_tensor = m_loaded ? tensor : -1;
    const bool isThere = m_tensor >= 0;
    m_save->setEnabled(isThere);
    m_statistics->hide();
    m_flags->say({});
    m_facts->setVisible(isThere);
    m_slice->setTensor(m_loaded, m_tensor);
    m_spectrum->setTensor(m_loaded, m_tensor);
    if (!isThere) {
        m_name->setText(tr("Choose a tensor in the list."));
        m_histogram->setFigure({});
        return m_histogram->setEmptyText(
            tr("No tensor"), tr("Its values are read and shown when you choose one."));
    }
    const auto& entry = m_loaded->entry(std::size_t(m_tensor));
    const auto& one = m_loaded->checkpoint.tensors[std::size_t(m_tensor)];
    m_name->setText(toQt(one.name));
    m_facts->setText(
        QStringList{toQt(toText(entry.type)) + (isQuantised(entry.type) ? tr(" (quantised)") : QString()),
            toQt(shapeText(entry.shape)), counted(elementCountOf(entry), tr("value"), tr("values")),
            toQt(sizeText(double(byteCount(entry)))), toQt(labelOf(one.part))}
            .join(QStringLiteral("  ·  ")));
    ask();
}

void TensorPanel::ask()
{
    m_work->start<Look>(
        [loaded = m_loaded, tensor = m_tensor](const RunContext& context) -> Result<Look> {
            if (const auto same = checkUnchanged(*loaded); !same)
                return same.error();
            RunContext quiet = context;
            quiet.report = [](const RunEvent&) {};
            const auto look
                = lookAt(loaded->place(), loaded->entry(std::size_t(tensor)), kHistogramBins, quiet);
            if (!look)
                return look.error();
            return Look{
                look.value().summary, tensorHistogramFigure(look.value(), tensorSourceOf(*loaded, tensor))};
        },
        [this](const Look& look) { takeLook(look); });
}

void TensorPanel::takeLook(const Look& look)
{
    m_statistics->setText(statisticsText(look.summary));
    m_statistics->show();
    const bool isFinite = look.summary.nan + look.summary.infinite == 0;
    m_flags->say(flagsText(look.summary), isFinite ? ToneLabel::Tone::Plain : ToneLabel::Tone::Bad);
    m_histogram->setFigure(look.histogram);
}

void TensorPanel::saveTensor()
{
    if (m_tensor < 0)
        return Q_EMIT said(tr("Choose a tensor in the list first."));
    const auto path = FileDialog::saveFile(this, tr("Save the tensor"),
        ExportFolder::placeFor(fileNameOf(m_loaded->checkpoint.tensors[std::size_t(m_tensor)].name)),
        tr("NumPy (*.npy)"));
    if (path.isEmpty())
        return;
    ExportFolder::keepFolderOf(path);
    m_disk.add(
        [loaded = m_loaded, tensor = m_tensor, file = fromQt(path)](const RunContext&) -> Result<void> {
            if (auto same = checkUnchanged(*loaded); !same)
                return same;
            return writeNpy(file, loaded->place(), loaded->entry(std::size_t(tensor)));
        },
        [this, path](const std::optional<Error>& error) {
            if (error)
                Q_EMIT failed(*error);
            else
                Q_EMIT said(tr("Written: %1").arg(path));
        });
}

QJsonObject TensorPanel::saveState() const
{
    return {{QStringLiteral("tab"), m_tabs->currentIndex()}};
}

void TensorPanel::restoreState(const QJsonObject& state)
{
    m_tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
}

} // namespace modalscope
