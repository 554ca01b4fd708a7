import 'reflect-metadata';
import { Body, Controller, ForbiddenException, Get, Module, Param, Post, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ready } from './ready.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

class Guard {
  canActivate(context) {
    return context.switchToHttp().getRequest().headers['x-key'] === 'right';
  }
}

class ItemsController {
  findAll() {
    return ['a', 'b'];
  }
  add(body) {
    return { size: JSON.stringify(body).length };
  }
  forbidden() {
    throw new ForbiddenException('not for you');
  }
  async broken() {
    await pause(1);
    throw new TypeError('broken by a handler');
  }
  guarded() {
    return 'guarded';
  }
  // Nest adds routes in this order: what takes everything comes last.
  async findOne(id) {
    await pause(1);
    return { id };
  }
}

// What a TypeScript compiler makes of decorators.
const decorate = (method, decorators, parameters = []) => {
  const descriptor = Object.getOwnPropertyDescriptor(ItemsController.prototype, method);
  for (const decorator of decorators) decorator(ItemsController.prototype, method, descriptor);
  for (const [at, decorator] of parameters.entries()) decorator(ItemsController.prototype, method, at);
};
Controller('items')(ItemsController);
decorate('findAll', [Get()]);
decorate('forbidden', [Get('forbidden')]);
decorate('broken', [Get('broken')]);
decorate('guarded', [Get('guarded'), UseGuards(Guard)]);
decorate('findOne', [Get(':id')], [Param('id')]);
decorate('add', [Post()], [Body()]);

// oxlint-disable-next-line typescript/no-extraneous-class -- a module of Nest is a class
class AppModule {}
Module({ controllers: [ItemsController] })(AppModule);

const adapter = process.env.NEST_ON === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
const app = await NestFactory.create(AppModule, adapter, { logger: false });
await app.listen(0, '127.0.0.1');
ready(app.getHttpServer().address().port, () => app.close());
