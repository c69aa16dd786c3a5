#include "app/window/perspectives.h"

#include "app/window/page_tabs.h"
#include "widgets/base/setting.h"

#include <QDockWidget>
#include <QMainWindow>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kLayoutVersion = 1; // raise when docks or tool bars change their names
const Setting<QString> lastPerspective{u"window/perspective", QStringLiteral("analyse")};

QString keyOf(const QString& id)
{
    return QStringLiteral("window/layout/") + id;
}

} // namespace

Perspectives::Perspectives(QMainWindow& window, PageTabs& pages)
    : QObject(&window)
    , m_window(window)
    , m_pages(pages)
{ }

const std::vector<Perspectives::Perspective>& Perspectives::all()
{
    static const std::vector<Perspective> all{
        {QStringLiteral("setup"), tr("Set up"), QStringLiteral("experiment"), true, false, false},
        {QStringLiteral("monitor"), tr("Monitor"), QStringLiteral("laziness"), true, false, true},
        {QStringLiteral("analyse"), tr("Analyse"), QStringLiteral("laziness"), true, true, false},
    };
    return all;
}

const Perspectives::Perspective& Perspectives::find(const QString& id)
{
    const auto found = std::ranges::find(all(), id, &Perspective::id);
    return found == all().end() ? all().back() : *found;
}

void Perspectives::show(const QString& id)
{
    if (id == m_current)
        return;
    if (!m_current.isEmpty())
        save();
    restore(find(id));
}

void Perspectives::restore(const Perspective& perspective)
{
    m_current = perspective.id;
    const auto stored = QSettings().value(keyOf(m_current)).toByteArray();
    if (stored.isEmpty() || !m_window.restoreState(stored, kLayoutVersion))
        applyDefault(perspective);
    m_pages.showPage(perspective.page);
    Q_EMIT changed();
}

void Perspectives::restoreDefault()
{
    QSettings().remove(keyOf(m_current));
    applyDefault(find(m_current));
    Q_EMIT changed();
}

void Perspectives::save()
{
    QSettings().setValue(keyOf(m_current), m_window.saveState(kLayoutVersion));
    lastPerspective.set(m_current);
}

void Perspectives::restoreAtStart()
{
    restore(find(lastPerspective.value()));
}

void Perspectives::applyDefault(const Perspective& perspective)
{
    const auto dock
        = [this](const char* name) { return m_window.findChild<QDockWidget*>(QString::fromLatin1(name)); };
    auto* project = dock("projectDock");
    auto* inspector = dock("inspectorDock");
    auto* jobs = dock("jobDock");
    for (const auto& [widget, area] : {std::pair(project, Qt::LeftDockWidgetArea),
             {inspector, Qt::RightDockWidgetArea}, {jobs, Qt::BottomDockWidgetArea}}) {
        widget->setFloating(false);
        m_window.addDockWidget(area, widget);
    }
    project->setVisible(perspective.project);
    inspector->setVisible(perspective.inspector);
    jobs->setVisible(perspective.jobs);
    const int width = m_window.width();
    m_window.resizeDocks({project, inspector},
        {std::clamp(width / 5, 264, 440), std::clamp(width / 6, 228, 400)}, Qt::Horizontal);
    m_window.resizeDocks({jobs}, {std::clamp(m_window.height() / 4, 170, 320)}, Qt::Vertical);
}

} // namespace modalscope
