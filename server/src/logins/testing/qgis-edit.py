"""Opens territory.zoning as QGIS does, makes one edit, saves, and prints what QGIS would show.

Arguments: connection ("host=… dbname=…"), fid, "move" | "rename" | "remove" | "add".
"""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsDataSourceUri,
    QgsFeature,
    QgsGeometry,
    QgsVectorLayer,
)

connection, fid, action = sys.argv[1], int(sys.argv[2]), sys.argv[3]
application = QgsApplication([], False)
application.initQgis()
uri = QgsDataSourceUri(connection)
uri.setDataSource("territory", "zoning", "geometry", "", "fid")
layer = QgsVectorLayer(uri.uri(False), "zoning", "postgres")
answer = {"valid": layer.isValid(), "count": layer.featureCount()}
# QGIS numbers the features of a bigint key by itself, in the order it meets them.
chosen = next(layer.getFeatures(f'"fid" = {fid}'))
layer.startEditing()
if action == "move":
    geometry = chosen.geometry()
    geometry.translate(1, 0)
    layer.changeGeometry(chosen.id(), geometry)
elif action == "rename":
    layer.changeAttributeValue(chosen.id(), layer.fields().indexOf("name"), "Da QGIS")
elif action == "remove":
    layer.deleteFeature(chosen.id())
else:
    feature = QgsFeature(layer.fields())
    feature.setAttribute("municipality", "C096")
    feature.setAttribute("zone", "A")
    feature.setAttribute("name", "Nuova da QGIS")
    feature.setGeometry(QgsGeometry.fromWkt("MultiPolygon(((430500 4625000, 430510 4625000, 430510 4625010, 430500 4625000)))"))
    layer.addFeature(feature)
answer["saved"] = layer.commitChanges()
answer["errors"] = layer.commitErrors()
print(json.dumps(answer))
del layer
application.exitQgis()
