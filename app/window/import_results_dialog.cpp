#include "app/window/import_results_dialog.h"

#include "widgets/base/text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr int kMostSeed = 1'000'000;
constexpr qsizetype kMostFilesNamed = 6;

QString fileList(const QStringList& files)
{
    QStringList names;
    for (const auto& file : files.mid(0, kMostFilesNamed))
        names << QFileInfo(file).fileName();
    if (files.size() > kMostFilesNamed)
        names << QObject::tr("and %1 more").arg(files.size() - kMostFilesNamed);
    return names.join(QStringLiteral(", "));
}

} // namespace

ImportResultsDialog::ImportResultsDialog(const QStringList& files, QWidget* parent)
    : QDialog(parent)
    , m_files(files)
    , m_name(new QLineEdit(QFileInfo(files.value(0)).completeBaseName()))
    , m_seed(new QSpinBox)
    , m_fusion(new QComboBox)
{
    setObjectName(QStringLiteral("importResultsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Import results"));
    m_name->setObjectName(QStringLiteral("importName"));
    m_name->setToolTip(tr("What figures and tables call the method; seeds of one method have one name"));
    m_seed->setObjectName(QStringLiteral("importSeed"));
    m_seed->setRange(0, kMostSeed);
    m_seed->setToolTip(files.size() > 1 ? tr("Of the first file; the others get the next ones in their order")
                                        : tr("Of the training; runs that differ in it alone are one group"));
    m_fusion->setObjectName(QStringLiteral("importFusion"));
    for (const auto& choice : choices(ImportedFusion{}))
        m_fusion->addItem(
            choice.value == ImportedFusion::File ? tr("as in the file, else the mean") : toQt(choice.label),
            int(choice.value));
    auto* about = new QLabel(tr(
        "HDF5 or .npz with test/labels, and test/logits/NAME or test/features/NAME of each modality. Each "
        "file becomes a run without a network; the files themselves stay as they are. The page Help, Runs, "
        "has the names."));
    about->setWordWrap(true);
    auto* list = new QLabel(fileList(files));
    list->setObjectName(QStringLiteral("importFiles"));
    list->setWordWrap(true);
    auto* form = new QFormLayout;
    form->addRow(files.size() > 1 ? tr("Files") : tr("File"), list);
    form->addRow(tr("&Name"), m_name);
    form->addRow(files.size() > 1 ? tr("First &seed") : tr("&Seed"), m_seed);
    form->addRow(tr("&Fusion"), m_fusion);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_import = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
    m_import->setObjectName(QStringLiteral("importConfirm"));
    m_import->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(about);
    layout->addSpacing(6);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    resize(480, 280);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT confirmed(asked());
        accept();
    });
    connect(m_name, &QLineEdit::textChanged, this, &ImportResultsDialog::update);
    update();
}

std::vector<ResultsImport> ImportResultsDialog::asked() const
{
    std::vector<ResultsImport> all;
    for (const auto& file : m_files)
        all.push_back({file.toStdString(), fromQt(m_name->text().trimmed()),
            std::uint64_t(m_seed->value()) + all.size(), ImportedFusion(m_fusion->currentData().toInt())});
    return all;
}

void ImportResultsDialog::update()
{
    m_import->setEnabled(!m_name->text().trimmed().isEmpty());
}

} // namespace modalscope
