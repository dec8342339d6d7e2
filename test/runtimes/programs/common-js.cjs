'use strict'
const neo4j = require('neobolt')
const { tour } = require('./tour.cjs')

tour(neo4j).then(console.log)
