#!/usr/bin/env node
import './cli/launch/require-node.js'
import process from 'node:process'
import { runCommand } from './cli/command.ts'

await runCommand(process.argv.slice(2))
