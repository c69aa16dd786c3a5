#include "app/pages/adapter_trash.h"

#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QDateTime>
#include <QMessageBox>
#include <QPushButton>

#include <memory>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

Error cannotMove(const fs::path& folder, const std::error_code& code)
{
    return {ErrorKind::Io, folder.string() + ": cannot be moved: " + code.message()};
}

/// "<trash>/<run>-adapters-<set>-<seconds>", where nothing lies yet.
fs::path placeInTrash(const fs::path& trash, const fs::path& folder)
{
    std::string name;
    for (auto part = folder; !part.empty() && part != part.root_path(); part = part.parent_path()) {
        name = name.empty() ? part.filename().string() : part.filename().string() + "-" + name;
        if (part.parent_path().filename() == "runs")
            break;
    }
    name += "-" + std::to_string(QDateTime::currentSecsSinceEpoch());
    auto place = trash / name;
    std::error_code code;
    for (int copy = 2; fs::exists(place, code); ++copy)
        place = trash / (name + "-" + std::to_string(copy));
    return place;
}

} // namespace

AdapterTrash::AdapterTrash(Session& session, QWidget* window)
    : QObject(window)
    , m_session(session)
    , m_window(window)
{ }

void AdapterTrash::ask(
    std::vector<fs::path> folders, const QString& question, const QString& yes, std::function<void()> then)
{
    if (folders.empty())
        return;
    auto* box = new QMessageBox(m_window);
    box->setObjectName(QStringLiteral("adapterTrashQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setText(question);
    box->setInformativeText(tr("Their folders are moved to the folder “trash” of the workspace."));
    auto* agree = box->addButton(yes, QMessageBox::AcceptRole);
    agree->setObjectName(QStringLiteral("adapterTrashYes"));
    auto* keep = box->addButton(tr("Keep them"), QMessageBox::RejectRole);
    box->setDefaultButton(keep);
    box->setEscapeButton(keep);
    connect(box, &QMessageBox::finished, this,
        [this, box, agree, folders = std::move(folders), then = std::move(then)] {
            if (box->clickedButton() == agree)
                move(folders, then);
        });
    box->open();
}

void AdapterTrash::move(std::vector<fs::path> folders, std::function<void()> then)
{
    auto moved = std::make_shared<Moves>();
    m_disk.add(
        [moved, folders = std::move(folders), trash = m_session.workspace() / "trash"](
            const RunContext&) -> Result<void> {
            std::error_code code;
            fs::create_directories(trash, code);
            for (const auto& folder : folders) {
                const auto place = placeInTrash(trash, folder);
                fs::rename(folder, place, code);
                if (code)
                    return cannotMove(folder, code);
                moved->emplace_back(folder, place);
            }
            return {};
        },
        [this, moved, then = std::move(then)](const std::optional<Error>& error) {
            m_moved = *moved;
            if (error) {
                Q_EMIT failed(toQt(error->message));
                if (m_moved.empty())
                    return;
            }
            then();
        });
}

void AdapterTrash::restore()
{
    auto moved = std::make_shared<Moves>(std::exchange(m_moved, {}));
    const int count = int(moved->size());
    m_disk.add(
        [moved](const RunContext&) -> Result<void> {
            for (const auto& [from, to] : *moved) {
                std::error_code code;
                if (fs::exists(from, code))
                    return Error{ErrorKind::InvalidInput,
                        from.string() + ": is there again; the older set stays at " + to.string()};
                fs::rename(to, from, code);
                if (code)
                    return cannotMove(to, code);
            }
            return {};
        },
        [this, count](const std::optional<Error>& error) {
            if (error)
                Q_EMIT failed(toQt(error->message));
            Q_EMIT restored(count);
        });
}

} // namespace modalscope
