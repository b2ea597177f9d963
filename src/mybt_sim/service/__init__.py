"""The live operator over HTTP: every operation as a route, and test-only ones around it.

Read `shape` for what follows from the definitions, `operator` for what stands behind the routes,
`app` for HTTP itself. Nothing here decides: rules are asked through a `World`.
"""
