#include "app/window/page_tabs.h"

#include <QStyle>
#include <QTabBar>
#include <QVBoxLayout>

namespace modalscope {
namespace {

const QString kCurrent = QStringLiteral("current");
const QString kPages = QStringLiteral("pages");
constexpr int kLeastWidth = 520;

} // namespace

PageTabs::PageTabs(std::vector<std::unique_ptr<Page>> pages, QWidget* parent)
    : QTabWidget(parent)
    , m_pages(std::move(pages))
    , m_made(m_pages.size(), false)
{
    setObjectName(QStringLiteral("pageTabs"));
    setDocumentMode(true);
    for (const auto& page : m_pages) {
        auto* place = new QWidget; // the page's widget comes into it
        place->setObjectName(QStringLiteral("page-") + page->id());
        place->setMinimumWidth(kLeastWidth); // whatever a page asks for: the window must fit small screens
        auto* layout = new QVBoxLayout(place);
        layout->setContentsMargins(0, 0, 0, 0);
        addTab(place, page->icon(), page->title());
    }
    connect(this, &QTabWidget::currentChanged, this, [this](int index) {
        if (isVisible())
            makeWidget(index);
        Q_EMIT pageShown();
    });
}

PageTabs::~PageTabs()
{
    clear(); // widgets go before the pages they belong to
}

Page* PageTabs::currentPage() const
{
    return currentIndex() < 0 ? nullptr : m_pages[std::size_t(currentIndex())].get();
}

void PageTabs::showPage(const QString& id)
{
    for (std::size_t i = 0; i < m_pages.size(); ++i)
        if (m_pages[i]->id() == id)
            setCurrentIndex(int(i));
}

void PageTabs::makeWidget(int index)
{
    if (index < 0 || m_made[std::size_t(index)])
        return;
    m_made[std::size_t(index)] = true;
    auto& page = *m_pages[std::size_t(index)];
    auto* place = widget(index);
    place->layout()->addWidget(page.widget(place));
    if (const auto state = m_states[page.id()].toObject(); !state.isEmpty())
        page.restoreState(state);
}

void PageTabs::showEvent(QShowEvent* event)
{
    QTabWidget::showEvent(event);
    makeWidget(currentIndex());
    fitIcons();
}

void PageTabs::resizeEvent(QResizeEvent* event)
{
    QTabWidget::resizeEvent(event);
    fitIcons();
}

void PageTabs::fitIcons()
{
    const bool areShown = count() > 0 && !tabIcon(0).isNull();
    if (areShown)
        m_widthWithIcons = tabBar()->sizeHint().width();
    const bool fit = width() >= m_widthWithIcons;
    if (fit == areShown)
        return;
    for (int i = 0; i < count(); ++i)
        setTabIcon(i, fit ? m_pages[std::size_t(i)]->icon() : QIcon());
    tabBar()->setProperty("narrow", !fit);
    tabBar()->style()->unpolish(tabBar());
    tabBar()->style()->polish(tabBar());
}

QJsonObject PageTabs::saveState() const
{
    auto states = m_states;
    for (std::size_t i = 0; i < m_pages.size(); ++i)
        if (m_made[i])
            states[m_pages[i]->id()] = m_pages[i]->saveState();
    return {{kPages, states}, {kCurrent, currentPage() != nullptr ? currentPage()->id() : QString()}};
}

void PageTabs::restoreState(const QJsonObject& state)
{
    m_states = state[kPages].toObject();
    for (std::size_t i = 0; i < m_pages.size(); ++i)
        if (m_made[i] && m_states.contains(m_pages[i]->id()))
            m_pages[i]->restoreState(m_states[m_pages[i]->id()].toObject());
    showPage(state[kCurrent].toString());
}

} // namespace modalscope
