#include "app/pages/study_bar.h"

#include "core/store/study_files.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/icon.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

#include <filesystem>

namespace modalscope {

StudyBar::StudyBar(Session& session, MessageBar& messages, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_messages(messages)
    , m_name(new QLineEdit(this))
    , m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("studyBar"));
    m_name->setObjectName(QStringLiteral("studyName"));
    m_name->setAccessibleName(tr("Name of the study"));
    m_name->setPlaceholderText(tr("Name of the study"));
    m_name->setMinimumWidth(150);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    auto* save = new QPushButton(tr("Save study"), this);
    save->setObjectName(QStringLiteral("saveStudy"));
    save->setToolTip(tr("Keep all of this form under its name in the workspace's folder of studies, for this "
                        "window and modalscope-cli study run"));
    auto* open = new QPushButton(tr("Open study"), this);
    open->setObjectName(QStringLiteral("openStudy"));
    open->setToolTip(tr("Fill this form from a study of the workspace or from a file"));
    open->setProperty("popup", true);
    open->setMenu(m_menu);
    m_menu->setObjectName(QStringLiteral("studyMenu"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_name);
    row->addWidget(save);
    row->addWidget(open);
    connect(save, &QPushButton::clicked, this, &StudyBar::storeRequested);
    connect(m_name, &QLineEdit::returnPressed, this, &StudyBar::storeRequested);
    connect(m_menu, &QMenu::aboutToShow, this, &StudyBar::fillMenu);
}

QString StudyBar::name() const
{
    return m_name->text().trimmed();
}

void StudyBar::setName(const QString& name)
{
    m_name->setText(name);
}

void StudyBar::store(const Study& study, bool replace)
{
    if (!m_session.hasWorkspace())
        return m_messages.showMessage(
            Severity::Error, tr("No workspace is open; open one before saving a study."));
    if (study.name.empty()) {
        m_messages.showMessage(Severity::Error, tr("The study has no name; give it one before saving it."));
        m_name->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (const auto whole = studyFromText(toFileText(study), "study " + study.name); !whole)
        return m_messages.showError(whole.error());
    const Workspace workspace(m_session.workspace());
    const auto stored = storeStudy(workspace, study, replace);
    if (stored)
        return m_messages.showMessage(Severity::Success, tr("The study %1 is saved.").arg(toQt(study.name)));
    const auto file = studyFile(workspace, study.name);
    std::error_code code;
    if (replace || !file || !std::filesystem::exists(file.value(), code))
        return m_messages.showError(stored.error());
    m_messages.showMessage(Severity::Warning,
        tr("There is another study called %1; give this one a new name, or replace it.")
            .arg(toQt(study.name)),
        tr("Replace it"), [this, study] { store(study, /*replace=*/true); });
}

void StudyBar::fillMenu()
{
    m_menu->clear();
    if (m_session.hasWorkspace()) {
        const auto stored = readStudies(Workspace(m_session.workspace()));
        if (!stored) {
            m_messages.showError(stored.error());
        } else {
            for (const auto& study : stored.value().studies) {
                auto* action = m_menu->addAction(toQt(study.name));
                action->setObjectName(QStringLiteral("study:") + toQt(study.name));
                connect(action, &QAction::triggered, this, [this, study] { Q_EMIT opened(study); });
            }
            const auto& bad = stored.value().unreadable;
            if (!bad.empty())
                m_messages.showMessage(Severity::Warning,
                    bad.size() == 1 ? toQt(bad.front())
                                    : tr("%1 (and %2 more that cannot be read)")
                                          .arg(toQt(bad.front()))
                                          .arg(bad.size() - 1));
        }
    }
    if (m_menu->isEmpty())
        m_menu->addAction(tr("The workspace has no study yet"))->setEnabled(false);
    m_menu->addSeparator();
    auto* file = m_menu->addAction(icon(u"open"), tr("From a file…"));
    file->setObjectName(QStringLiteral("openStudyFile"));
    connect(file, &QAction::triggered, this, &StudyBar::openFile);
}

void StudyBar::openFile()
{
    const auto file = FileDialog::openFile(this, tr("Open study"), tr("Studies (*.json);;All files (*)"));
    if (file.isEmpty())
        return;
    const auto study = readStudy(file.toStdString());
    if (!study)
        return m_messages.showError(study.error());
    Q_EMIT opened(study.value());
}

} // namespace modalscope
