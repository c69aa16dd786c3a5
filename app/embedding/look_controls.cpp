#include "app/embedding/look_controls.h"

#include "app/pages/labelled_row.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"

#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLayout>
#include <QMenu>
#include <QToolButton>
#include <QWidgetAction>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kChoiceWidth = 132; // pixels: all controls fit in a line of a small window

QToolButton* menuButton(
    const char* name, QStringView iconName, const QString& text, const QString& help, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setIcon(icon(iconName));
    button->setText(text);
    button->setToolTip(help);
    button->setAccessibleName(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(new QMenu(button));
    return button;
}

} // namespace

LookControls::LookControls(QWidget* parent)
    : QWidget(parent)
    , m_colorBy(new QComboBox(this))
    , m_shapeBy(new QComboBox(this))
    , m_labels(new QComboBox(this))
    , m_shown(menuButton("embeddingShow", u"chart", tr("Show"), tr("What is drawn besides the points"), this))
    , m_points(menuButton(
          "embeddingPoints", u"settings", tr("Points"), tr("Size, opacity and colours of points"), this))
{
    setObjectName(QStringLiteral("embeddingLook"));
    m_colorBy->setObjectName(QStringLiteral("embeddingColorBy"));
    m_colorBy->setToolTip(tr("What gives points their colour: class, modality, right or wrong, entropy, or "
                             "any column of the dataset"));
    m_shapeBy->setObjectName(QStringLiteral("embeddingShapeBy"));
    m_shapeBy->setToolTip(tr("What gives points their shape, which doubles colour"));
    m_labels->setObjectName(QStringLiteral("embeddingLabels"));
    m_labels->setToolTip(tr("Whose names stand beside points"));
    for (const auto& choice : choices(CloudLabels{}))
        m_labels->addItem(toQt(choice.label), toQt(choice.text));
    flowLabelledChoices(this, {{tr("Colour"), m_colorBy}, {tr("Shape"), m_shapeBy}, {tr("Names"), m_labels}});
    for (auto* box : {m_colorBy, m_shapeBy, m_labels})
        box->setMaximumWidth(kChoiceWidth);
    layout()->addWidget(m_shown);
    layout()->addWidget(m_points);
    m_density = addShow("embeddingDensity", tr("Density instead of points"),
        tr("How many points lie where, on a logarithmic scale"));
    m_pairs = addShow("embeddingPairs", tr("Pair lines"), tr("Join the modalities of each sample"));
    m_centroids = addShow("embeddingCentroids", tr("Centroids of classes"), {});
    m_gap = addShow(
        "embeddingGapArrow", tr("Gap arrow"), tr("From the centroid of each modality to that of the next"));
    auto* points = new QWidgetAction(m_points->menu());
    points->setDefaultWidget(makePoints());
    m_points->menu()->addAction(points);
    for (auto* box : {m_colorBy, m_shapeBy, m_labels, m_colors})
        connect(box, &QComboBox::currentIndexChanged, this, &LookControls::tell);
    for (auto* box : {m_size, m_opacity})
        connect(box, &QDoubleSpinBox::valueChanged, this, &LookControls::tell);
    setColumns({});
}

QAction* LookControls::addShow(const char* name, const QString& text, const QString& help)
{
    auto* action = m_shown->menu()->addAction(text);
    action->setObjectName(QString::fromLatin1(name));
    action->setCheckable(true);
    action->setToolTip(help.isEmpty() ? text : help);
    m_shown->menu()->setToolTipsVisible(true);
    connect(action, &QAction::toggled, this, &LookControls::tell);
    return action;
}

QWidget* LookControls::makePoints()
{
    auto* box = new QWidget(this);
    auto* form = new QFormLayout(box);
    m_size = new QDoubleSpinBox(box);
    m_size->setObjectName(QStringLiteral("embeddingSize"));
    m_size->setRange(0, 20);
    m_size->setDecimals(1);
    m_size->setSingleStep(0.5);
    m_size->setSuffix(tr(" pt"));
    m_size->setSpecialValueText(tr("suits the number"));
    m_size->setToolTip(tr("Diameter of a point"));
    m_opacity = new QDoubleSpinBox(box);
    m_opacity->setObjectName(QStringLiteral("embeddingOpacity"));
    m_opacity->setRange(0, 1);
    m_opacity->setSingleStep(0.1);
    m_opacity->setSpecialValueText(tr("suits the number"));
    m_opacity->setToolTip(tr("1 hides what is behind a point"));
    m_colors = new QComboBox(box);
    m_colors->setObjectName(QStringLiteral("embeddingColors"));
    for (const auto& choice : choices(CloudColors{}))
        m_colors->addItem(toQt(choice.label), toQt(choice.text));
    m_colors->setToolTip(tr("Colours of a column of numbers"));
    form->addRow(tr("Size"), m_size);
    form->addRow(tr("Opacity"), m_opacity);
    form->addRow(tr("Colours"), m_colors);
    return box;
}

void LookControls::tell()
{
    if (m_isFilling)
        return;
    m_color = fromQt(m_colorBy->currentData().toString());
    m_shape = fromQt(m_shapeBy->currentData().toString());
    Q_EMIT changed();
}

CloudLook LookControls::look() const
{
    CloudLook look;
    look.colorBy = m_color;
    look.shapeBy = m_shape;
    look.colors = CloudColors(m_colors->currentIndex());
    look.pointSize = m_size->value();
    look.opacity = m_opacity->value();
    look.density = m_density->isChecked();
    look.pairLines = m_pairs->isChecked();
    look.centroids = m_centroids->isChecked();
    look.gapArrow = m_gap->isChecked();
    look.labels = CloudLabels(m_labels->currentIndex());
    return look;
}

void LookControls::setLook(const CloudLook& look)
{
    m_isFilling = true;
    m_color = look.colorBy;
    m_shape = look.shapeBy;
    m_colors->setCurrentIndex(int(look.colors));
    m_size->setValue(look.pointSize);
    m_opacity->setValue(look.opacity);
    m_density->setChecked(look.density);
    m_pairs->setChecked(look.pairLines);
    m_centroids->setChecked(look.centroids);
    m_gap->setChecked(look.gapArrow);
    m_labels->setCurrentIndex(int(look.labels));
    m_colorBy->setCurrentIndex(std::max(0, m_colorBy->findData(toQt(m_color))));
    m_shapeBy->setCurrentIndex(std::max(0, m_shapeBy->findData(toQt(m_shape))));
    m_isFilling = false;
}

void LookControls::setColumns(const std::vector<ValueColumn>& columns)
{
    std::vector<std::pair<std::string, bool>> known;
    for (const auto& column : columns)
        known.emplace_back(column.name, column.isCategorical());
    if (known == m_columns && m_colorBy->count() > 0)
        return;
    m_columns = std::move(known);
    m_isFilling = true;
    m_colorBy->clear();
    m_shapeBy->clear();
    m_colorBy->addItem(tr("none"), QString());
    m_shapeBy->addItem(tr("none"), QString());
    for (const auto& [name, isOfTexts] : m_columns) {
        m_colorBy->addItem(toQt(name), toQt(name));
        if (isOfTexts)
            m_shapeBy->addItem(toQt(name), toQt(name));
    }
    m_colorBy->setCurrentIndex(std::max(0, m_colorBy->findData(toQt(m_color))));
    m_shapeBy->setCurrentIndex(std::max(0, m_shapeBy->findData(toQt(m_shape))));
    m_isFilling = false;
}

} // namespace modalscope
