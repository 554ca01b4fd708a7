import { initializeFaro } from '@grafana/faro-web-sdk';
import { drive } from '../../test/delivery/page.ts';

drive(({ endpoint }) => {
  const faro = initializeFaro({ url: `${endpoint}/collect`, app: { name: 'delivery', version: '1.0.0' } });
  return { emit: (number) => faro.api.pushEvent(`delivery-${number}`) };
});
